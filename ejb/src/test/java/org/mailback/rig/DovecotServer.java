package org.mailback.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A private Dovecot on free loopback ports with its state in a temporary directory. It starts as root and as a normal
 * user, and ends with this JVM even when that is killed.
 */
public final class DovecotServer implements ImapServer {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final AtomicInteger VERSIONS = new AtomicInteger(1_000);

    private final Path dir;
    private final int port;
    private final int tlsPort;
    private final char separator;
    private final TestCertificate certificate;
    private final SupervisedServer processes;

    private DovecotServer(Options options) throws IOException {
        dir = Files.createTempDirectory("mailback-dovecot-");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        separator = options.separator;
        certificate = options.tls ? TestCertificate.create(dir) : null;
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var tls = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = plain.getLocalPort();
            tlsPort = options.tls ? tls.getLocalPort() : 0;
        }
        var mail = Files.createDirectory(dir.resolve("mail"));
        Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createDirectory(dir.resolve("users"));
        var configuration = Files.writeString(dir.resolve("dovecot.conf"), configuration(options));
        processes = SupervisedServer.of(dir, port, List.of("dovecot", "-F", "-c", configuration.toString()));
    }

    /** Whether this machine has Dovecot's IMAP server; {@code false} means that a test may skip itself. */
    public static boolean isInstalled() {
        return Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/opt/homebrew/sbin")
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "dovecot")))
                && Stream.of("/usr/lib/dovecot", "/usr/libexec/dovecot", "/usr/local/libexec/dovecot")
                        .anyMatch(lib -> Files.isExecutable(Path.of(lib, "imap")));
    }

    public static Options with() {
        return new Options();
    }

    public static DovecotServer start() {
        return with().start();
    }

    /** What a test may want otherwise: folders, separator, TLS, the number of connections a user may have. */
    public static final class Options {
        private final Map<String, String> folders =
                new LinkedHashMap<>(Map.of("Trash", "\\Trash", "Archive", "\\Archive", "Sent", "\\Sent"));
        private char separator = '/';
        private String prefix = "";
        private boolean tls;
        private int connections = 50;
        private String location = "maildir:~/Maildir";

        /** A folder that exists from the start; {@code specialUse} such as {@code \Trash}, or empty for none. */
        public Options folder(String name, String specialUse) {
            folders.put(name, specialUse);
            return this;
        }

        public Options withoutFolders() {
            folders.clear();
            return this;
        }

        public Options separator(char value) {
            separator = value;
            return this;
        }

        /** All folders but INBOX live below this prefix, for example {@code INBOX.} */
        public Options prefix(String value) {
            prefix = value;
            return this;
        }

        public Options tls() {
            tls = true;
            return this;
        }

        public Options connectionsPerUser(int value) {
            connections = value;
            return this;
        }

        /** Dovecot's own format, which changes flags in its index only. */
        public Options sdbox() {
            location = "sdbox:~/sdbox";
            return this;
        }

        public DovecotServer start() {
            for (var attempt = 1; ; attempt++) {
                DovecotServer server = null;
                try {
                    server = new DovecotServer(this);
                    server.startAgain();
                    return server;
                } catch (IOException | IllegalStateException e) {
                    var log = server == null ? "" : server.log();
                    if (server != null) {
                        server.close();
                    }
                    if (attempt == 3) { // a free port may be taken by somebody else before Dovecot binds it
                        throw new IllegalStateException("Dovecot does not start: " + log, e);
                    }
                }
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    public int tlsPort() {
        return tlsPort;
    }

    public char separator() {
        return separator;
    }

    public X509Certificate certificate() {
        return certificate.certificate();
    }

    @Override
    public DovecotServer addUser(String name, String password) {
        try {
            var owner = SupervisedServer.isRoot()
                    ? "1000:1000"
                    : SupervisedServer.id("-u") + ":" + SupervisedServer.id("-g");
            var line = "%s:{PLAIN}%s:%s::%s::\n"
                    .formatted(name, password, owner, dir.resolve("mail").resolve(name));
            // One file a user and a time stamp of its own for each version, because Dovecot looks only once a second
            // whether a file that it knows has another size or another second of change.
            var fresh = Files.writeString(dir.resolve(name + ".new"), line);
            Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().minusSeconds(VERSIONS.incrementAndGet())));
            Files.move(fresh, dir.resolve("users").resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var giveUp = Instant.now().plus(PATIENCE);
        while (!signsIn(name, password)) {
            if (Instant.now().isAfter(giveUp)) {
                throw new IllegalStateException("Dovecot does not know " + name + ": " + log());
            }
            SupervisedServer.pause();
        }
        return this;
    }

    private boolean signsIn(String name, String password) {
        try {
            client(name, password).run();
            return true;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    /** Gives a folder of the user a second name, as an administrator does with a link. */
    public void alias(String user, String folder, String name) {
        try {
            Files.createSymbolicLink(
                    dir.resolve("mail").resolve(user).resolve("Maildir").resolve("." + name), Path.of("." + folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Orderly shutdown: clients get BYE. */
    public void stop() {
        processes.stop();
    }

    /** As a crash would: every process of this Dovecot dies at once. */
    public void kill() {
        processes.kill();
    }

    /** Brings a stopped or killed server back, on the same ports with the same mail. */
    public void startAgain() {
        processes.startAgain();
    }

    public String log() {
        return read("dovecot.log") + read("console.log");
    }

    @Override
    public void close() {
        processes.close();
    }

    private String configuration(Options options) throws IOException {
        var mailboxes = options.folders.entrySet().stream()
                .map(folder -> """
                          mailbox "%s" {
                            auto = create
                        %s  }
                        """.formatted(
                                folder.getKey(),
                                folder.getValue().isEmpty() ? "" : "    special_use = " + folder.getValue() + "\n"))
                .collect(Collectors.joining());
        var tls = options.tls
                ? "ssl = yes\nssl_cert = <%s\nssl_key = <%s".formatted(certificate.certFile(), certificate.keyFile())
                : "ssl = no";
        return SupervisedServer.resource("dovecot.conf")
                .replace("@DIR@", dir.toString())
                .replace("@TLS@", tls)
                .replace("@LOCATION@", options.location)
                .replace("@CONNECTIONS@", String.valueOf(options.connections))
                .replace("@IDENTITY@", identity())
                .replace("@PORT@", String.valueOf(port))
                .replace("@TLS_PORT@", String.valueOf(tlsPort))
                .replace("@SEPARATOR@", String.valueOf(options.separator))
                .replace("@PREFIX@", options.prefix)
                .replace("@MAILBOXES@", mailboxes);
    }

    private static String identity() throws IOException {
        if (SupervisedServer.isRoot()) {
            return "";
        }
        // Without root nothing can change its user or its root directory, so every service runs as we are.
        return """
                default_login_user = %1$s
                default_internal_user = %1$s
                default_internal_group = %2$s
                service imap-login {
                  chroot =
                }
                service anvil {
                  chroot =
                }
                service stats {
                  chroot =
                }
                """.formatted(SupervisedServer.id("-un"), SupervisedServer.id("-gn"));
    }

    private String read(String file) {
        try {
            return Files.exists(dir.resolve(file)) ? Files.readString(dir.resolve(file)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
