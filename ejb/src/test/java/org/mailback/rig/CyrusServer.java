package org.mailback.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A private Cyrus on a free loopback port with its programs, its state and its sockets in a temporary directory. It runs
 * from an unpacked package, because Cyrus and Dovecot exclude each other when installed; see {@link #home()}.
 */
public final class CyrusServer implements ImapServer {

    private final Path dir;
    private final int port;
    private final SaslPasswords passwords;
    private final SupervisedServer processes;

    private CyrusServer(Options options) throws IOException {
        dir = Files.createTempDirectory("mailback-cyrus-");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        // A copy, because as root Cyrus becomes another user, who may not see root's home.
        run("cp", "-r", home().resolve("bin").toString(), home().resolve("lib").toString(), dir.toString());
        for (var folder : List.of("conf", "conf/lock", "conf/proc", "part", "sock")) {
            Files.createDirectory(dir.resolve(folder));
        }
        passwords = SaslPasswords.at(dir.resolve("sock/mux"));
        Files.writeString(dir.resolve("imapd.conf"), configuration(options));
        Files.writeString(dir.resolve("cyrus.conf"), filled("cyrus.conf"));
        if (SupervisedServer.isRoot()) {
            run("chown", "-R", user() + ":" + group(), dir.toString());
        }
        processes = SupervisedServer.of(dir, port, command());
    }

    /**
     * The unpacked package: the system property {@code mailback.cyrus}, else the environment's MAILBACK_CYRUS, else
     * {@code ~/.cache/mailback/cyrus}, which is where {@code .ci/unpack-cyrus} puts it.
     */
    public static Path home() {
        var set = System.getProperty("mailback.cyrus", System.getenv("MAILBACK_CYRUS"));
        if (set != null && !set.isEmpty()) {
            return Path.of(set);
        }
        var user = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(user, ".cache/mailback/cyrus");
    }

    public static boolean isInstalled() {
        return Files.isExecutable(home().resolve("bin/master")) && Files.isExecutable(home().resolve("bin/imapd"));
    }

    static String missing() {
        return "Cyrus is not in " + home() + " (.ci/unpack-cyrus puts it there)";
    }

    public static Options with() {
        return new Options();
    }

    public static CyrusServer start() {
        return with().start();
    }

    /** What a test may want otherwise: folders and how their names look, when an expunged message is really removed. */
    public static final class Options {
        private final Map<String, String> folders =
                new LinkedHashMap<>(Map.of("Trash", "trash", "Archive", "archive", "Sent", "sent"));
        private boolean besideInbox = true;
        private char separator = '/';
        private boolean delayedExpunge = true;

        /** A folder that every user has; {@code specialUse} such as {@code trash}, or empty for none. */
        public Options folder(String name, String specialUse) {
            folders.put(name, specialUse);
            return this;
        }

        public Options withoutFolders() {
            folders.clear();
            return this;
        }

        /** As Cyrus was set up for decades: all folders but INBOX are called {@code INBOX.} and something. */
        public Options classicNames() {
            besideInbox = false;
            separator = '.';
            return this;
        }

        public Options separator(char value) {
            separator = value;
            return this;
        }

        public Options immediateExpunge() {
            delayedExpunge = false;
            return this;
        }

        public CyrusServer start() {
            if (!isInstalled()) {
                throw new IllegalStateException(missing());
            }
            for (var attempt = 1; ; attempt++) {
                CyrusServer server = null;
                try {
                    server = new CyrusServer(this);
                    server.startAgain();
                    return server;
                } catch (IOException | IllegalStateException e) {
                    var log = server == null ? "" : server.log();
                    if (server != null) {
                        server.close();
                    }
                    if (attempt == 3) { // a free port may be taken by somebody else before Cyrus binds it
                        throw new IllegalStateException("Cyrus does not start: " + log, e);
                    }
                }
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public CyrusServer addUser(String name, String password) {
        passwords.put(name, password);
        client(name, password).run(); // the first login creates the folders
        return this;
    }

    /** Orderly shutdown. */
    public void stop() {
        processes.stop();
    }

    /** As a crash would: every process of this Cyrus dies at once. */
    public void kill() {
        processes.kill();
    }

    /** Brings a stopped or killed server back, on the same port with the same mail. */
    public void startAgain() {
        processes.startAgain();
    }

    public String log() {
        try {
            var log = dir.resolve("console.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        passwords.close();
        processes.close();
    }

    private List<String> command() {
        return List.of(
                "env",
                "LD_LIBRARY_PATH=" + dir.resolve("lib"),
                "LD_PRELOAD=" + dir.resolve("lib/libeatmydata.so.1"),
                dir.resolve("bin/master").toString(),
                "-C",
                dir.resolve("imapd.conf").toString(),
                "-M",
                dir.resolve("cyrus.conf").toString(),
                "-p",
                dir.resolve("master.pid").toString());
    }

    private String configuration(Options options) throws IOException {
        var names = String.join("|", options.folders.keySet());
        var uses = options.folders.entrySet().stream()
                .filter(folder -> !folder.getValue().isEmpty())
                .map(folder -> "xlist-%s: %s\n".formatted(folder.getValue(), folder.getKey()))
                .collect(Collectors.joining());
        var folders = names.isEmpty()
                ? ""
                : "autocreate_inbox_folders: %1$s\nautocreate_subscribe_folders: %1$s\n".formatted(names) + uses;
        return filled("cyrus-imapd.conf")
                .replace("@USER@", user())
                .replace("@GROUP@", group())
                .replace("@UNIX_SEPARATOR@", options.separator == '/' ? "yes" : "no")
                .replace("@ALT_NAMESPACE@", options.besideInbox ? "yes" : "no")
                .replace("@EXPUNGE_MODE@", options.delayedExpunge ? "delayed" : "immediate")
                .replace("@FOLDERS@", folders);
    }

    private String filled(String resource) throws IOException {
        return SupervisedServer.resource(resource)
                .replace("@DIR@", dir.toString())
                .replace("@PORT@", String.valueOf(port));
    }

    /** Cyrus refuses to serve mail as root. */
    private static String user() throws IOException {
        return SupervisedServer.isRoot() ? "nobody" : SupervisedServer.id("-un");
    }

    private static String group() throws IOException {
        return SupervisedServer.isRoot() ? "nogroup" : SupervisedServer.id("-gn");
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
