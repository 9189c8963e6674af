package org.mailback.rig;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL on a free loopback port. It forgets everything at the end, and ends with this JVM even when that is killed.
 */
public final class PostgresServer implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 300;

    private final EmbeddedPostgres postgres;
    private final Path data;
    private final LastWill lastWill;

    private PostgresServer(EmbeddedPostgres postgres, Path data) throws IOException {
        this.postgres = postgres;
        this.data = data;
        var pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        lastWill = LastWill.run("kill -QUIT %d; sleep 1; rm -rf '%s'".formatted(pid, data));
    }

    /** It does not wait for the disk. */
    public static PostgresServer start() {
        return start(Map.of(
                "fsync", "off", "synchronous_commit", "off", "full_page_writes", "off", "shared_buffers", "64MB"));
    }

    /** As in production: every commit waits for the disk, and there is memory for more than a few tables. */
    public static PostgresServer durable() {
        // The library starts it with -F and asynchronous commits; what is said later counts.
        return start(Map.of(
                "fsync", "on",
                "synchronous_commit", "on",
                "shared_buffers", "1GB",
                "max_wal_size", "4GB",
                "effective_cache_size", "4GB",
                "track_commit_timestamp", "on",
                "shared_preload_libraries", "pg_stat_statements"));
    }

    private static PostgresServer start(Map<String, String> settings) {
        try {
            var data = Files.createTempDirectory("mailback-postgres-");
            var builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                    // Two users of one machine cannot share the folder that the binaries are unpacked to.
                    .setOverrideWorkingDirectory(new File(
                            System.getProperty("java.io.tmpdir"),
                            "mailback-postgres-of-" + System.getProperty("user.name")))
                    .setServerConfig("max_connections", String.valueOf(MAX_CONNECTIONS));
            settings.forEach(builder::setServerConfig);
            return new PostgresServer(builder.start(), data);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    /** A new, empty database; the name may be reused only on another server. */
    public Database createDatabase(String name) {
        return createDatabase(name, "template1");
    }

    /** A new database with all that another one has, to which nobody is connected. */
    public Database copyDatabase(Database original, String name) {
        return createDatabase(name, original.url().substring(original.url().lastIndexOf('/') + 1));
    }

    private Database createDatabase(String name, String template) {
        var admin = new Database(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
        try (var connection = admin.connect();
                var statement = connection.createStatement()) {
            statement.execute("create database " + statement.enquoteIdentifier(name, true) + " template "
                    + statement.enquoteIdentifier(template, true));
        } catch (SQLException e) {
            throw new IllegalStateException("Database " + name + " could not be created", e);
        }
        return new Database("jdbc:postgresql://localhost:" + port() + "/" + name, "postgres", "postgres");
    }

    public int port() {
        return postgres.getPort();
    }

    /** Where the programs are that this server was started with. */
    Path programs() {
        try {
            var command = Files.readString(data.resolve("postmaster.opts"));
            return Path.of(command.substring(0, command.indexOf(' '))).getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
            lastWill.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }

    /** How to reach one database. */
    public record Database(String url, String user, String password) {

        public Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }

        public DataSource dataSource() {
            var source = new PGSimpleDataSource();
            source.setUrl(url);
            source.setUser(user);
            source.setPassword(password);
            return source;
        }
    }
}
