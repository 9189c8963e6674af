package org.mailback.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line-aware proxy between the engine and a mail server, which logs every command and misbehaves as a test demands:
 *
 * <pre>{@code
 * proxy.when("UID STORE").answer("NO [UNAVAILABLE] later").times(2);
 * var hold = proxy.when("UID MOVE").holdReply();
 * ...
 * hold.awaitHit(ofSeconds(5));
 * hold.release();
 * }</pre>
 *
 * <p>Commands are matched without their tag, by {@code find} and without regard to case. Rules are tried in the order in
 * which they were made; the first that is not used up acts.
 */
public final class ImapProxy implements AutoCloseable {

    private static final int LONGEST_COMMAND = 8_192;

    private final String upstreamHost;
    private final int upstreamPort;
    private final int port;
    private final AtomicInteger connectionNumbers = new AtomicInteger();
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final List<ProxyRule> rules = new CopyOnWriteArrayList<>();
    private final List<UnaryOperator<String>> rewrites = new CopyOnWriteArrayList<>();
    private volatile @Nullable ServerSocket listener;
    private volatile @Nullable Thread acceptor;
    private volatile boolean blackHole;
    private volatile boolean oneAtATime;
    private volatile Watch watch = new Watch() {};

    /** Sees every command; whoever throws here cuts its connection, and what is held here is held. */
    public interface Watch {
        /** The server has not seen the command yet. */
        default void sending(String command) throws IOException {}

        /** The server has acted and answered, the client has not seen the tagged answer yet. */
        default void answered(String command) throws IOException {}
    }

    /** One command as the engine sent it, without its tag; arguments of LOGIN and AUTHENTICATE are left out. */
    public record Command(Instant at, int connection, String text) {
        boolean is(String name) {
            return text.toUpperCase(Locale.ROOT).equals(name)
                    || text.toUpperCase(Locale.ROOT).startsWith(name + " ");
        }
    }

    private ImapProxy(String upstreamHost, int upstreamPort) {
        this.upstreamHost = upstreamHost;
        this.upstreamPort = upstreamPort;
        this.port = listen(0);
    }

    public static ImapProxy before(String host, int port) {
        return new ImapProxy(host, port);
    }

    public static ImapProxy before(ImapServer server) {
        return new ImapProxy(server.host(), server.port());
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** A rule without effect until one is given to it. */
    public ProxyRule when(String commandRegex) {
        return new ProxyRule(Pattern.compile(commandRegex, Pattern.CASE_INSENSITIVE), rules::add);
    }

    /** Ends the effect of every rule, hides nothing any more and lets go of what is held. */
    public void clearRules() {
        var old = new ArrayList<>(rules);
        rules.clear();
        rewrites.clear();
        blackHole = false;
        old.forEach(ProxyRule::release);
    }

    /**
     * A command waits until the one before it is answered, also where the client does not. Then what is seen is always in
     * the same order, and a connection that is cut leaves nothing behind at the server that is still being done.
     */
    public ImapProxy oneAtATime() {
        oneAtATime = true;
        return this;
    }

    boolean isOneAtATime() {
        return oneAtATime;
    }

    /** Takes capabilities out of greetings and CAPABILITY answers; {@code AUTH=PLAIN} style names work as well. */
    public ImapProxy hideCapability(String... names) {
        for (var name : names) {
            rewrite("(?i)(?<=CAPABILITY )(.*?) ?(?<= )" + Pattern.quote(name) + "(?=[ \\]]|$)", "$1");
        }
        return this;
    }

    /** Takes the COPYUID out of every answer, as if the server had no UIDPLUS. */
    public ImapProxy stripCopyUid() {
        return rewrite("\\[COPYUID [^]]*] ?", "");
    }

    /** Rewrites every response line of the server that matches; literals are not touched. */
    public ImapProxy rewrite(String regex, String replacement) {
        var pattern = Pattern.compile(regex);
        rewrites.add(line -> pattern.matcher(line).replaceAll(replacement));
        return this;
    }

    /** Comes before every rule. */
    public ImapProxy watch(Watch value) {
        watch = value;
        return this;
    }

    /** Connections stay, but nothing passes in either direction any more, until {@link #clearRules}. */
    public void blackHole() {
        blackHole = true;
    }

    /** Refuses connections and cuts those that are open. */
    public void down() {
        var old = listener;
        listener = null;
        if (old != null) {
            closeQuietly(old);
            awaitEnd(acceptor);
        }
        cut();
    }

    /** A closed listener still takes connections until the thread that waits for one has noticed. */
    private static void awaitEnd(@Nullable Thread acceptor) {
        try {
            if (acceptor != null) {
                acceptor.join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes connections again, on the same port. */
    public void up() {
        if (listener == null) {
            listen(port);
        }
    }

    /** Cuts every open connection; new ones are welcome. */
    public void cut() {
        open.forEach(ProxiedConnection::close);
    }

    public int openConnections() {
        return open.size();
    }

    public int connectionsEver() {
        return connectionNumbers.get();
    }

    public List<Command> commands() {
        return List.copyOf(commands);
    }

    /** The commands that match, for example {@code commands("UID STORE")}. */
    public List<String> commands(String regex) {
        var pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        return commands.stream()
                .map(Command::text)
                .filter(text -> pattern.matcher(text).find())
                .toList();
    }

    public void clearLog() {
        commands.clear();
    }

    /** Invariant I5, and the length that every server takes. */
    public void assertPolite() {
        var writable = new HashSet<Integer>();
        for (var command : commands) {
            if (command.is("SELECT")) {
                writable.add(command.connection());
            } else if (command.is("EXAMINE") || command.is("UNSELECT")) {
                writable.remove(command.connection());
            }
            var rude = command.is("EXPUNGE")
                    || command.is("STORE")
                    || command.is("MOVE")
                    || command.is("COPY")
                    || command.is("CLOSE") && writable.contains(command.connection())
                    || command.text().length() + 16 > LONGEST_COMMAND;
            if (rude) {
                throw new AssertionError("not polite: " + command);
            }
        }
    }

    @Override
    public void close() {
        down();
        clearRules();
    }

    void log(int connection, String text) {
        commands.add(new Command(Instant.now(), connection, text));
    }

    @Nullable
    ProxyRule ruleFor(String text) {
        return rules.stream().filter(rule -> rule.takes(text)).findFirst().orElse(null);
    }

    String rewritten(String line) {
        var result = line;
        for (var rewrite : rewrites) {
            result = rewrite.apply(result);
        }
        return result;
    }

    Watch watch() {
        return watch;
    }

    boolean swallows() {
        return blackHole;
    }

    void ended(ProxiedConnection connection) {
        open.remove(connection);
    }

    static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception alreadyGone) {
            // Closing is all that was wanted.
        }
    }

    private int listen(int wanted) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
            listener = socket;
            acceptor = daemon("imap-proxy-" + socket.getLocalPort(), () -> accept(socket));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            Socket client = null;
            try {
                client = socket.accept();
                var server = new Socket(upstreamHost, upstreamPort);
                var connection = new ProxiedConnection(this, connectionNumbers.incrementAndGet(), client, server);
                open.add(connection);
                connection.start();
            } catch (IOException upstreamIsDown) {
                if (client != null) {
                    closeQuietly(client);
                }
            }
        }
    }

    static Thread daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
