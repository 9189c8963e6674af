package org.mailback.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mailback.rig.LastWill;
import org.wildfly.core.launcher.Launcher;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** One WildFly with the EAR, in its own process and its own base directory; the unpacked server itself stays as it is. */
final class DemoWildFly implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(40);

    private final Process process;
    private final LastWill lastWill;
    private final Path base;
    private final URI health;

    private DemoWildFly(Process process, Path base, int managementPort) {
        this.process = process;
        this.lastWill = Processes.endedWithThisJvm(process.pid(), "TERM");
        this.base = base;
        this.health = URI.create("http://127.0.0.1:" + managementPort + "/health/ready");
    }

    static DemoWildFly start(DemoDirectory directory, DemoNode.Place place, Map<String, String> environment) {
        var home = Path.of(property("wildfly.home"));
        var ear = Path.of(property("mailback.ear"));
        var base = directory.subdirectory(place.folder());
        try {
            endOrphan(base);
            prepare(home, base, ear);
            var command = StandaloneCommandBuilder.of(home)
                    .setBaseDirectory(base)
                    .setServerConfiguration("mailback.xml")
                    .setJavaHome(Path.of(System.getProperty("java.home")))
                    .addJavaOptions("-Xms128m", "-Xmx1g", "-Djava.net.preferIPv4Stack=true", "-Dfile.encoding=UTF-8")
                    .addServerArguments(
                            "-Djboss.http.port=" + place.httpPort(),
                            "-Djboss.management.http.port=" + place.managementPort());
            if (!place.alone()) {
                var name = "node" + place.number();
                command.addServerArguments("-Djboss.node.name=" + name, "-Dmailback.node=" + name);
            }
            var process = Launcher.of(command)
                    .addEnvironmentVariables(environment)
                    .setRedirectErrorStream(true)
                    .redirectOutput(base.resolve("console.log"))
                    .launch();
            Files.writeString(base.resolve("pid"), Long.toString(process.pid()));
            return new DemoWildFly(process, base, place.managementPort());
        } catch (IOException e) {
            throw new DemoProblem("WildFly cannot be started from " + home + ": " + e, e);
        }
    }

    /** A demo that was killed a moment ago may have left its server behind. */
    private static void endOrphan(Path base) throws IOException {
        var file = base.resolve("pid");
        if (Files.exists(file)) {
            ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .filter(process -> process.info()
                            .arguments()
                            .map(List::of)
                            .orElse(List.of())
                            .contains("-Djboss.server.base.dir=" + base))
                    .ifPresent(orphan -> Processes.end(orphan, STOP));
            Files.delete(file);
        }
    }

    private static void prepare(Path home, Path base, Path ear) throws IOException {
        for (var old : List.of("configuration", "deployments", "data", "tmp")) {
            delete(base.resolve(old));
        }
        copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        Files.createDirectories(base.resolve("deployments"));
        Files.copy(ear, base.resolve("deployments").resolve(ear.getFileName()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    Path log() {
        return base.resolve("log/server.log");
    }

    void onEnd(Runnable action) {
        process.onExit().thenRun(action);
    }

    void awaitReady() throws InterruptedException {
        var deadline = Instant.now().plus(START);
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new DemoProblem("WildFly ended while it was starting; see " + base.resolve("console.log"));
            }
            refuseFailedDeployment();
            if (Instant.now().isAfter(deadline)) {
                throw new DemoProblem("Mailback was not ready after " + START.toMinutes() + " minutes; see " + log());
            }
            Thread.sleep(250);
        }
    }

    private void refuseFailedDeployment() {
        try {
            var failed = base.resolve("deployments/mailback.ear.failed");
            if (Files.exists(failed)) {
                var reason = Files.readString(failed).lines().limit(8).collect(Collectors.joining("\n"));
                throw new DemoProblem("the EAR was not deployed; see " + log() + "\n" + reason);
            }
        } catch (IOException e) {
            throw new DemoProblem("the deployment's outcome cannot be read: " + e, e);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HttpClient.newHttpClient()
                                    .send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200
                    && Files.exists(base.resolve("deployments/mailback.ear.deployed"));
        } catch (IOException e) {
            return false;
        }
    }

    private static String property(String name) {
        var value = System.getProperty(name);
        if (value == null) {
            throw new DemoProblem("the demo is started by ./mvnw -Pdemo, which sets " + name);
        }
        return value;
    }

    /** As a crash does it: nothing is finished, nothing is tidied up. */
    void kill() throws IOException {
        process.destroyForcibly().onExit().join();
        forget();
    }

    @Override
    public void close() throws IOException {
        Processes.end(process.toHandle(), STOP);
        forget();
    }

    private void forget() throws IOException {
        lastWill.close();
        Files.deleteIfExists(base.resolve("pid"));
    }
}
