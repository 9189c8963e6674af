package org.mailback.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration of a cluster's nodes, made as the README tells, by the scripts that configure every WildFly, from
 * {@code standalone-full-ha.xml}. Only that the nodes look for each other at these ports, where multicast may go nowhere.
 */
public final class ClusterConfiguration {

    private static final String PORT = "jboss.jgroups.tcp.port";
    private static final String END = "stop-embedded-server";

    private final List<Integer> ports;
    private final Path file;

    private ClusterConfiguration(List<Integer> ports, Path file) {
        this.ports = ports;
        this.file = file;
    }

    public static ClusterConfiguration forNodes(int count) {
        var ports = FreePorts.take(count);
        var home = ServerFolder.create("cluster-home").root();
        try {
            link(home, "jboss-modules.jar", "bin", "postgresql.jar", "modules/system");
            var configuration =
                    Files.createDirectories(home.resolve("standalone")).resolve("configuration");
            Files.move(home.resolve("configuration"), configuration);
            var file = configuration.resolve("mailback.xml");
            Files.delete(file);
            Files.copy(configuration.resolve("standalone-full-ha.xml"), file);
            var script = Files.readString(TestWorld.wildflyHome().resolve("mailback.cli"));
            Files.writeString(home.resolve("cluster.cli"), script.replace(END, discovery(ports) + END));
            run(home);
            return new ClusterConfiguration(ports, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A home of its own, because the scripts install the driver, which running servers must not lose. */
    private static void link(Path home, String... parts) throws IOException {
        for (var part : parts) {
            Files.createDirectories(home.resolve(part).getParent());
            Files.createSymbolicLink(home.resolve(part), TestWorld.wildflyHome().resolve(part));
        }
    }

    private static String discovery(List<Integer> ports) {
        var group = "/socket-binding-group=standard-sockets";
        var nodes =
                IntStream.rangeClosed(1, ports.size()).mapToObj(n -> "node" + n).collect(Collectors.joining(", "));
        var script = new StringBuilder("batch\n");
        for (var n = 1; n <= ports.size(); n++) {
            script.append("%s/remote-destination-outbound-socket-binding=node%d:add(host=127.0.0.1, port=%d)\n"
                    .formatted(group, n, ports.get(n - 1)));
        }
        return script.append("""
                %s/socket-binding=jgroups-tcp:write-attribute(name=port, value="${%s}")
                /subsystem=jgroups/stack=tcp/protocol=MPING:remove
                /subsystem=jgroups/stack=tcp/protocol=TCPPING:add(add-index=1, socket-bindings=[%s])
                /subsystem=jgroups/channel=ee:write-attribute(name=stack, value=tcp)
                run-batch
                """.formatted(group, PORT, nodes)).toString();
    }

    private static void run(Path home) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var log = home.resolve("cluster.log");
        var builder = new ProcessBuilder(
                        java, "-jar", "jboss-modules.jar", "-mp", "modules", "org.jboss.as.cli", "--file=cluster.cli")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JBOSS_HOME", home.toString());
        try {
            if (builder.start().waitFor() != 0) {
                throw new IllegalStateException("No configuration of a cluster:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Map<String, String> settings(int number) {
        return Map.of(PORT, ports.get(number - 1).toString(), "jboss.messaging.cluster.password", "in-tests-only");
    }

    Path file() {
        return file;
    }
}
