package org.mailback.rig;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.mailback.rig.PostgresServer.Database;

/**
 * A PostgreSQL that a test may kill and start again on the same data, freeze, and leave without space: it lives in
 * namespaces of its own, on a small disk in memory, and ends with this JVM. What it has committed survives its death.
 * Nobody has to be root, but Linux has to allow namespaces.
 */
public final class MortalPostgres implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MEGABYTES = 160;

    private static final String SETTINGS =
            "-h 127.0.0.1 -k \"\" -c max_connections=60 -c fsync=off -c shared_buffers=32MB"
                    + " -c min_wal_size=32MB -c max_wal_size=48MB";

    /** The first process of its namespace: signals to all others, and the end of all others, are one word. */
    private static final String SHELL = """
            mount -t tmpfs -o size=%dm tmpfs '%s' || exit 1
            cd '%s'
            while read -r command; do eval "$command" </dev/null >/dev/null 2>&1; echo $?; done
            """;

    private final Path disk;
    private final Path programs;
    private int port = freePort();
    private final Process shell;
    private final Writer commands;
    private final BufferedReader answers;

    private MortalPostgres(PostgresServer other) throws IOException {
        disk = Files.createTempDirectory("mailback-mortal-postgres-");
        programs = other.programs();
        shell = namespaces(SHELL.formatted(MEGABYTES, disk, disk));
        commands = shell.outputWriter(StandardCharsets.UTF_8);
        answers = shell.inputReader(StandardCharsets.UTF_8);
    }

    /** Where namespaces are not to be had, the tests that need them are skipped. */
    public static void assume() {
        assumeTrue(isPossible(), "this system does not let us have namespaces");
    }

    private static boolean isPossible() {
        try {
            return namespaces("mount -t tmpfs -o size=1m tmpfs /tmp && unshare -U true")
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process namespaces(String script) throws IOException {
        return new ProcessBuilder("unshare", "-Urmpif", "--kill-child", "sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** It takes the programs of another server. */
    public static MortalPostgres start(PostgresServer other) {
        try {
            var postgres = new MortalPostgres(other);
            // Without a name of its own in the namespace nobody is root, as PostgreSQL demands.
            postgres.run("unshare -U '%s/initdb' -D data -U postgres -A trust -E UTF8 --no-sync --no-instructions"
                    .formatted(postgres.programs));
            for (var tries = 0; !postgres.launch(); tries++) { // somebody else took the port meanwhile
                if (tries == 5) {
                    postgres.close();
                    throw new IllegalStateException("PostgreSQL does not start");
                }
                postgres.port = freePort();
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Database createDatabase(String name) {
        try (var connection = database("postgres").connect();
                var statement = connection.createStatement()) {
            statement.execute("create database " + statement.enquoteIdentifier(name, true));
        } catch (SQLException e) {
            throw new IllegalStateException("Database " + name + " could not be created", e);
        }
        return database(name);
    }

    private Database database(String name) {
        return new Database("jdbc:postgresql://127.0.0.1:" + port + "/" + name, "postgres", "postgres");
    }

    /** SIGKILL for all of its processes at once. */
    public void kill() {
        run("kill -KILL -1; wait");
    }

    /** After {@link #kill()}: on the same data and port; returns when it answers. */
    public void startAgain() {
        if (!launch()) {
            throw new IllegalStateException("PostgreSQL does not start");
        }
        Awaitility.await("PostgreSQL answers").atMost(PATIENCE).until(this::answers);
    }

    private boolean launch() {
        return run("rm -f data/postmaster.pid; unshare -U '%s/pg_ctl' -D data -l log -w -t 120 -o '%s -p %d' start"
                .formatted(programs, SETTINGS, port));
    }

    /** SIGSTOP: all of its processes stand still, their sockets stay open. */
    public void freeze() {
        run("kill -STOP -1");
    }

    public void thaw() {
        run("kill -CONT -1");
    }

    /** Until {@link #freeDisk()} nothing it writes can grow. */
    public void fillDisk() {
        run("cat /dev/zero > filler");
    }

    public void freeDisk() {
        run("rm -f filler");
        if (!answers()) {
            kill();
            startAgain();
        }
    }

    public boolean answers() {
        try (var connection = database("postgres").connect()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** @return whether it succeeded */
    private boolean run(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            var status = answers.readLine();
            if (status == null) {
                throw new IllegalStateException("The namespace of this PostgreSQL is gone");
            }
            return status.equals("0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shell.destroyForcibly();
        try {
            shell.waitFor();
            Files.delete(disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
