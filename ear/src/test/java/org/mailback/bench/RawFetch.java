package org.mailback.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A signed-in connection that only counts what the server sends. */
final class RawFetch implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private int tag;

    RawFetch(int port, String user, String password) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        line();
        run("LOGIN " + user + " " + password);
        run("SELECT INBOX (CONDSTORE)");
    }

    /** The headers of all messages, as an import asks for them. @return how many */
    int all() throws IOException {
        return run("UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE MODSEQ)");
    }

    /** @return how many FETCH responses came */
    private int run(String command) throws IOException {
        var name = "r" + ++tag;
        socket.getOutputStream().write((name + " " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (int fetched = 0; ; ) {
            var line = line();
            if (line.startsWith(name + " ")) {
                if (!line.startsWith(name + " OK")) {
                    throw new IOException(line);
                }
                return fetched;
            }
            fetched += line.contains(" FETCH (") ? 1 : 0;
        }
    }

    private String line() throws IOException {
        var octets = new byte[4096];
        int length = 0;
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("cut");
            }
            if (length < octets.length) {
                octets[length++] = (byte) octet;
            }
        }
        return new String(octets, 0, length, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
