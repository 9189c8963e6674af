package org.mailback.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An IMAP server that lets everybody in, has the folders INBOX and Trash and says to every change that it is done. It holds
 * no mail and does no work, so that what is measured is Mailback, with thousands of connections or a million operations.
 */
final class QuietImap implements AutoCloseable {

    static final int UID_VALIDITY = 7;

    private static final String CAPABILITIES = "IMAP4rev1 UIDPLUS MOVE ESEARCH SPECIAL-USE";
    private static final long STACK = 128 * 1024;
    private static final Pattern SEARCH = Pattern.compile("UID SEARCH RETURN \\(ALL\\) UID ([0-9:,]+).*");
    private static final Pattern MOVE = Pattern.compile("UID MOVE ([0-9:,]+) .*");

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong uidNext;

    /** @param uidNext above all UIDs that are believed to be there */
    QuietImap(long uidNext) throws IOException {
        this.uidNext = new AtomicLong(uidNext);
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections are open. */
    int connections() {
        return open.size();
    }

    private static void start(Runnable work) {
        var thread = new Thread(null, work, "quiet imap", STACK);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                start(() -> talk(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket;
                var in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 512)) {
            say(socket, "* OK [CAPABILITY " + CAPABILITIES + "] quiet\r\n");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var space = line.indexOf(' ');
                var command = line.substring(space + 1);
                say(socket, answer(line.substring(0, space), command));
                if (command.startsWith("LOGOUT")) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The other side hung up.
        } finally {
            open.remove(socket);
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String answer(String tag, String command) {
        var search = SEARCH.matcher(command);
        if (search.matches()) {
            return "* ESEARCH (TAG \"%1$s\") UID ALL %2$s\r\n%1$s OK\r\n".formatted(tag, search.group(1));
        }
        var move = MOVE.matcher(command);
        if (move.matches()) {
            long count = count(move.group(1));
            long first = uidNext.getAndAdd(count);
            var copied = "* OK [COPYUID %d %s %d:%d] moved\r\n"
                    .formatted(UID_VALIDITY, move.group(1), first, first + count - 1);
            return copied + tag + " OK\r\n";
        }
        return untagged(command) + tag + " OK\r\n";
    }

    private String untagged(String command) {
        if (command.startsWith("CAPABILITY")) {
            return "* CAPABILITY " + CAPABILITIES + "\r\n";
        }
        if (command.startsWith("LIST")) {
            return "* LIST () \"/\" INBOX\r\n* LIST (\\Trash) \"/\" Trash\r\n";
        }
        if (command.startsWith("SELECT")) {
            return "* 0 EXISTS\r\n* OK [UIDVALIDITY %d]\r\n* OK [UIDNEXT %d]\r\n"
                    .formatted(UID_VALIDITY, uidNext.get());
        }
        if (command.startsWith("STATUS")) {
            return "* STATUS Trash (UIDNEXT %d)\r\n".formatted(uidNext.get());
        }
        return "";
    }

    private static long count(String set) {
        return Stream.of(set.split(","))
                .map(range -> range.split(":"))
                .mapToLong(ends -> 1 + Long.parseLong(ends[ends.length - 1]) - Long.parseLong(ends[0]))
                .sum();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
