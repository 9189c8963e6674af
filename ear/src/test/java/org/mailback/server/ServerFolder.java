package org.mailback.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What one WildFly writes into, so that several run from one home: configuration, deployments, logs, data. */
record ServerFolder(Path root) {

    /** A fresh folder; what an earlier run left there is gone. */
    static ServerFolder create(String name) {
        var root = TestWorld.target().resolve("servers").resolve(name);
        var configuration = TestWorld.wildflyHome().resolve("standalone/configuration");
        try {
            delete(root);
            Files.createDirectories(root.resolve("deployments"));
            Files.createDirectories(root.resolve("configuration"));
            try (var files = Files.list(configuration)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, root.resolve("configuration").resolve(file.getFileName()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServerFolder(root);
    }

    /** Another configuration than the one that Maven made. */
    void configure(Path file) {
        try {
            Files.copy(file, configurationFile(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String configuration() {
        try {
            return Files.readString(configurationFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path configurationFile() {
        return root.resolve("configuration/mailback.xml");
    }

    Path log() {
        return root.resolve("log/server.log");
    }

    /** The next start deploys the EAR, whatever markers a killed server left behind. */
    void deploy(Path ear) {
        var deployments = root.resolve("deployments");
        try {
            delete(deployments);
            Files.createDirectories(deployments);
            Files.copy(ear, deployments.resolve("mailback.ear"));
            Files.createFile(deployments.resolve("mailback.ear.dodeploy"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** WildFly's scanner finds the marker within five seconds. */
    void redeploy() {
        try {
            Files.createFile(root.resolve("deployments/mailback.ear.dodeploy"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if the disk with the JMS journal had been replaced. */
    void loseJournal() {
        try {
            delete(journal());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if the disk with the JMS journal had gone bad: noise in place of all that is there, or could be. */
    void spoilJournal() {
        var random = new Random(4);
        try {
            for (var name : List.of(
                    "bindings/activemq-bindings-1.bindings",
                    "bindings/activemq-jms-1.jms",
                    "journal/activemq-data-1.amq",
                    "largemessages/1.msg",
                    "paging/noise")) {
                var noise = new byte[100_000];
                random.nextBytes(noise);
                Files.createDirectories(journal().resolve(name).getParent());
                Files.write(journal().resolve(name), noise);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path journal() {
        return root.resolve("data/activemq");
    }

    boolean deploymentFailed() {
        return Files.exists(root.resolve("deployments/mailback.ear.failed"));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
