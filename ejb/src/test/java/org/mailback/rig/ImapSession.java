package org.mailback.rig;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One signed-in connection of the test's own mail client. Lines are ISO 8859-1, literals stand in them in place. */
public final class ImapSession implements AutoCloseable {

    private final Socket socket;
    private final ImapLines in;
    private int tag;

    public ImapSession(String host, int port, String user, String password) throws IOException {
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new ImapLines(new BufferedInputStream(socket.getInputStream()));
        in.readResponse();
        try {
            run("LOGIN " + ImapClient.quoted(user) + " " + ImapClient.quoted(password));
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends one command and returns its untagged answers; fails with the server's words when it is refused. */
    public List<String> run(String command) {
        try {
            return answers(send(command), command);
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    /** Sends a command that ends in a literal; returns the tagged answer. */
    String append(String command, byte[] literal) {
        try {
            var name = send(command + " {" + literal.length + "}");
            var go = response(command);
            if (!go.startsWith("+")) {
                throw new IllegalStateException(command + ": " + go);
            }
            socket.getOutputStream().write(literal);
            socket.getOutputStream().write(ImapLines.CRLF);
            var lines = answers(name, command);
            return lines.get(lines.size() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    /** Sends a command as it stands, with literals that wait for nobody (RFC 7888); returns the tagged answer. */
    String whole(byte[] command, String what) {
        try {
            var name = "c" + ++tag;
            var out = new ByteArrayOutputStream();
            out.writeBytes((name + " ").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(command);
            out.writeBytes(ImapLines.CRLF);
            out.writeTo(socket.getOutputStream());
            var lines = answers(name, what);
            return lines.get(lines.size() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(what, e);
        }
    }

    private String send(String command) throws IOException {
        var name = "c" + ++tag;
        socket.getOutputStream().write((name + " " + command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return name;
    }

    private String response(String command) throws IOException {
        var line = in.readResponse();
        if (line == null) {
            throw new IOException("cut: " + command);
        }
        return line;
    }

    private List<String> answers(String name, String command) throws IOException {
        var lines = new ArrayList<String>();
        while (true) {
            var line = response(command);
            lines.add(line);
            if (line.startsWith(name + " ")) {
                if (!line.startsWith(name + " OK")) {
                    throw new IllegalStateException(command.replaceFirst("(?i)^(LOGIN) .*", "$1") + ": " + line);
                }
                return lines;
            }
        }
    }

    @Override
    public void close() {
        try {
            send("LOGOUT");
            socket.close();
        } catch (IOException gone) {
            // A server that was stopped meanwhile has nothing to be told.
        }
    }
}
