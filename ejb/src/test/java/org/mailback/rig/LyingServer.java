package org.mailback.rig;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An IMAP server with one small mailbox, which every name and password opens. It is honest except where a test has it say
 * something else: any octets, at any pace, for ever if need be.
 */
public final class LyingServer implements AutoCloseable {

    /** What is said in place of the honest answer; throwing cuts the connection. */
    public interface Lie {
        void tell(Words words) throws IOException, InterruptedException;
    }

    /** What greets a client, in place of a command's name. */
    public static final String GREETING = "(greeting)";

    private final ServerSocket listener;
    private final Map<String, Lie> lies = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final SmallMailbox mailbox = new SmallMailbox();
    private volatile boolean closed;

    private LyingServer(ServerSocket listener) {
        this.listener = listener;
    }

    public static LyingServer start() {
        try {
            var server = new LyingServer(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
            daemon(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return listener.getLocalPort();
    }

    public SmallMailbox mailbox() {
        return mailbox;
    }

    /** @param command its beginning, such as {@code UID FETCH}; the longest that fits is taken */
    public LyingServer lie(String command, Lie lie) {
        lies.put(command, lie);
        return this;
    }

    /** A lie in words: CRLF follows each, and {@code TAG} is the command's tag. */
    public LyingServer lie(String command, String... lines) {
        return lie(command, words -> {
            for (var line : lines) {
                words.line(line.replace("TAG", words.tag()));
            }
        });
    }

    /** Tells nothing but the truth from now on, on new connections. */
    public void repent() {
        lies.clear();
        hangUp();
    }

    public void hangUp() {
        open.forEach(LyingServer::close);
        open.clear();
    }

    /** All commands so far, without their tags. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    private void accept() {
        while (!closed) {
            try {
                var client = listener.accept();
                open.add(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "lying-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            var in = new BufferedInputStream(client.getInputStream());
            var words = new Words(new BufferedOutputStream(client.getOutputStream(), 1 << 16));
            answer(words, "", GREETING);
            for (var line = line(in); line != null; line = line(in)) {
                var space = line.indexOf(' ');
                commands.add(line.substring(space + 1));
                answer(words, line.substring(0, space), line.substring(space + 1));
                if (line.endsWith(" LOGOUT")) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            // this conversation is over, as the test or the client wanted it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void answer(Words words, String tag, String command) throws IOException, InterruptedException {
        words.begin(tag, command);
        var lie = lies.keySet().stream()
                .filter(begin -> command.toUpperCase(Locale.ROOT).startsWith(begin.toUpperCase(Locale.ROOT)))
                .max(java.util.Comparator.comparing(String::length));
        if (lie.isPresent()) {
            lies.get(lie.get()).tell(words);
        } else {
            words.truth();
        }
        words.flush();
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return null;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hangUp();
    }

    /** What the server says to one command. */
    public final class Words {
        private final OutputStream out;
        private final SmallMailbox.Session session = mailbox.session();
        private String tag = "";
        private String command = "";

        private Words(OutputStream out) {
            this.out = out;
        }

        private void begin(String newTag, String newCommand) {
            tag = newTag;
            command = newCommand;
        }

        public String tag() {
            return tag;
        }

        public String command() {
            return command;
        }

        /** The honest answer. */
        public void truth() throws IOException {
            truth(line -> line);
        }

        /** The honest answer, line by line with something else in it. */
        public void truth(UnaryOperator<String> change) throws IOException {
            for (var line : session.answer(tag, command)) {
                line(change.apply(line));
            }
        }

        public void line(String text) throws IOException {
            octets(text + "\r\n");
        }

        public void octets(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void octets(byte[] octets) throws IOException {
            out.write(octets);
        }

        public void flush() throws IOException {
            out.flush();
        }

        /** The same again and again, until the client has had enough. */
        public void forEver(String text) throws IOException {
            var many = text.repeat(Math.max(1, 8_192 / text.length())).getBytes(StandardCharsets.ISO_8859_1);
            while (true) {
                out.write(many);
                out.flush();
            }
        }

        /** One octet every now and then, until the client has had enough. */
        public void trickle(String text) throws IOException, InterruptedException {
            for (int i = 0; ; i++) {
                octets(text.substring(i % text.length(), i % text.length() + 1));
                flush();
                Thread.sleep(50);
            }
        }

        public void hangUp() throws IOException {
            flush();
            throw new IOException("hung up");
        }

        public void silence() throws IOException, InterruptedException {
            flush();
            Thread.sleep(600_000);
        }
    }
}
