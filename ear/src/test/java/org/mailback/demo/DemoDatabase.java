package org.mailback.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.mailback.demo.DemoSettings.Database;
import org.mailback.rig.LastWill;

/** PostgreSQL in a directory that stays, so that a restarted demo knows everything it knew before. */
final class DemoDatabase implements AutoCloseable {

    private static final String NAME = "mailback";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;
    private final LastWill lastWill;

    private DemoDatabase(EmbeddedPostgres postgres, Path directory) {
        this.postgres = postgres;
        var pid = pid(directory).orElseThrow(() -> new DemoProblem("PostgreSQL ended while it was starting"));
        this.lastWill = Processes.endedWithThisJvm(pid, "INT");
    }

    static DemoDatabase start(Path directory, Path binaries) {
        var log = directory.resolveSibling("postgres.log");
        endOrphan(directory);
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("max_connections", "120")
                    .setPGStartupWait(PATIENCE)
                    .start();
            var database = new DemoDatabase(postgres, directory);
            database.createDatabase();
            return database;
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new DemoProblem(
                    "PostgreSQL does not start with the data in " + directory + ": " + e.getMessage() + "; see " + log,
                    e);
        }
    }

    /** A demo that was killed a moment ago may have left its server; the demo's lock is ours, so nobody uses it. */
    private static void endOrphan(Path directory) {
        pid(directory)
                .flatMap(ProcessHandle::of)
                .filter(DemoDatabase::isPostgres)
                .ifPresent(orphan -> Processes.end(orphan, PATIENCE));
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("/postgres"))
                .orElse(false);
    }

    private static Optional<Long> pid(Path directory) {
        try {
            var file = directory.resolve("postmaster.pid");
            return Files.exists(file)
                    ? Optional.of(Long.valueOf(Files.readAllLines(file).get(0).strip()))
                    : Optional.empty();
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private void createDatabase() throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("select 1 from pg_database where datname = '" + NAME + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("create database " + NAME);
        }
    }

    Database access() {
        return new Database("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + NAME, "postgres", "postgres");
    }

    int port() {
        return postgres.getPort();
    }

    @Override
    public void close() {
        try {
            postgres.close();
            lastWill.close();
        } catch (IOException e) {
            throw new DemoProblem("PostgreSQL did not stop: " + e.getMessage(), e);
        }
    }
}
