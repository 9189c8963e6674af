package org.mailback.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.mailback.rig.LastWill;
import org.mailback.rig.PostgresServer;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/**
 * One more WildFly with the EAR that Maven built: its own folder, ports and JVM, which a test may kill, freeze and start
 * again. Several nodes with one database are a cluster as far as Mailback is concerned. It ends with this JVM even when
 * that is killed.
 */
public final class WildFlyNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final String name;
    private final Map<String, String> settings;
    private final Map<String, String> environment;
    private final List<String> java;
    private final Path ear;
    private final ServerFolder folder;
    private final int httpPort;
    private final int managementPort;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Process process;
    private LastWill lastWill;

    private WildFlyNode(Options options) {
        var ports = FreePorts.take(2);
        name = options.name;
        httpPort = ports.get(0);
        managementPort = ports.get(1);
        folder = ServerFolder.create(name);
        settings = TestWorld.settings(options.database, httpPort, managementPort);
        settings.put("jboss.node.name", name);
        settings.put("mailback.node", name);
        settings.putAll(options.settings);
        environment = Map.copyOf(options.environment);
        java = List.copyOf(options.java);
        ear = options.ear;
        if (options.configuration != null) {
            folder.configure(options.configuration);
        }
    }

    /** {@code name} is unique among the nodes that run at one time. */
    public static Options with(String name, PostgresServer.Database database) {
        return new Options(name, database);
    }

    /** What a node is told before it starts. */
    public static final class Options {
        private final String name;
        private final PostgresServer.Database database;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private List<String> java = List.of("-Xmx512m", "-XX:+UseSerialGC");
        private Path ear = Path.of(System.getProperty("mailback.ear"));
        private @Nullable Path configuration;

        private Options(String name, PostgresServer.Database database) {
            this.name = name;
            this.database = database;
        }

        /** A system property, which is also how MicroProfile Config finds {@code mailback.*}. */
        public Options setting(String property, String value) {
            settings.put(property, value);
            return this;
        }

        /** Other options of its JVM. */
        public Options java(String... options) {
            java = List.of(options);
            return this;
        }

        /** Another EAR than the one that Maven built. */
        public Options ear(Path value) {
            ear = value;
            return this;
        }

        /** A variable of its environment. */
        public Options environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** @param number its own among the cluster's nodes, from 1 */
        public Options inCluster(ClusterConfiguration cluster, int number) {
            configuration = cluster.file();
            settings.putAll(cluster.settings(number));
            return this;
        }

        /** Returns when the node is ready. */
        public WildFlyNode start() {
            var node = new WildFlyNode(this);
            try {
                node.launch();
                node.awaitReady();
                return node;
            } catch (RuntimeException | Error e) {
                node.close();
                throw e;
            }
        }

        /** Returns at once, so that several nodes start side by side; {@link #awaitReady()} waits. */
        public WildFlyNode launch() {
            var node = new WildFlyNode(this);
            node.launch();
            return node;
        }
    }

    public String name() {
        return name;
    }

    /** Ends with a slash. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    /** Where health and metrics are. */
    public URI managementUrl() {
        return URI.create("http://127.0.0.1:" + managementPort + "/");
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path log() {
        return folder.log();
    }

    /** SIGKILL: nothing is tidied up. */
    public void kill() {
        process.destroyForcibly();
        ended();
    }

    /** Between {@link #kill()} and {@link #startAgain()}: what JMS keeps on the disk is gone. */
    public void loseMessages() {
        folder.loseJournal();
    }

    /** Between {@link #kill()} and {@link #startAgain()}: what JMS keeps on the disk is noise. */
    public void spoilMessages() {
        folder.spoilJournal();
    }

    /** SIGTERM, as an operator or Docker stops it. */
    public void stop() {
        process.destroy();
        ended();
    }

    /** SIGSTOP: the node stands still, its sockets stay open, its clock goes on. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    /** After {@link #kill()} or {@link #stop()}: the same folder, ports and settings; returns when the node is ready. */
    public void startAgain() {
        launch();
        awaitReady();
    }

    /** As an operator who touches the deployment's marker: the EAR ends and starts again, the server goes on. */
    public void redeploy() {
        folder.redeploy();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }

    public void awaitReady() {
        Awaitility.await("node " + name + " is ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    refuseFailure();
                    return isReady();
                });
    }

    private void refuseFailure() {
        if (!process.isAlive() || folder.deploymentFailed()) {
            throw new IllegalStateException("Node " + name + " failed:\n" + complaints());
        }
    }

    /** What it runs with, in full. */
    public String configuration() {
        return folder.configuration();
    }

    /** Waits for a line with this text in the log. */
    public void awaitLogged(String text) {
        Awaitility.await(text + " at node " + name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    refuseFailure();
                    return Files.exists(log()) && Files.readString(log()).contains(text);
                });
    }

    public boolean isReady() {
        var request = HttpRequest.newBuilder(managementUrl().resolve("health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void launch() {
        folder.deploy(ear);
        try {
            var builder = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.root().resolve("console.log").toFile());
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lastWill = LastWill.run("kill -9 " + process.pid());
    }

    private List<String> command() {
        var options = new ArrayList<>(java);
        settings.forEach((property, value) -> options.add("-D" + property + "=" + value));
        return StandaloneCommandBuilder.of(TestWorld.wildflyHome())
                .setBaseDirectory(folder.root())
                .setServerConfiguration("mailback.xml")
                .addJavaOptions(options)
                .build();
    }

    private void ended() {
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("Node " + name + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        lastWill.close();
    }

    private void signal(String signal) {
        try {
            var kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("Node " + name + " takes no signal");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String complaints() {
        try (Stream<String> lines = Files.lines(folder.root().resolve("console.log"))) {
            return lines.dropWhile(line -> !line.contains(" ERROR "))
                    .limit(60)
                    .reduce("", (all, line) -> all + line + "\n");
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }
}
