package org.mailback.bench;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.PostgresServer;
import org.mailback.server.ApiClient;
import org.mailback.server.WildFlyNode;

/**
 * A Mailback with the settings that it ships with, but for fetches, which happen only when somebody asks. PostgreSQL waits for
 * the disk at every commit, and Dovecot keeps mail as an installation of some size does (sdbox).
 */
final class World implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final PostgresServer postgres = PostgresServer.durable();
    private final PostgresServer.Database database = postgres.createDatabase("bench");
    private final DovecotServer dovecot =
            DovecotServer.with().sdbox().connectionsPerUser(200).start();
    private final List<WildFlyNode> nodes = new ArrayList<>();

    World() {
        this(options -> {});
    }

    /** With settings of its own. */
    World(Consumer<WildFlyNode.Options> settings) {
        try {
            addNode(settings);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** One more, on the same database. */
    WildFlyNode addNode(Consumer<WildFlyNode.Options> settings) {
        var options = WildFlyNode.with("bench" + NAMES.incrementAndGet(), database)
                .java("-Xmx1g", "-XX:+UseParallelGC")
                .setting("mailback.operation.backoff", "PT30S")
                .setting("mailback.operation.backoff-max", "PT1H")
                .setting("mailback.lane.backoff", "PT10S")
                .setting("mailback.lane.backoff-max", "PT5M")
                .setting("mailback.imap.read-timeout", "PT30S")
                .setting("mailback.events.beat", "PT15S")
                .setting("mailback.sync.timer", "PT2S")
                .setting("mailback.sync.interval", "PT24H");
        settings.accept(options);
        var node = options.start();
        nodes.add(node);
        return node;
    }

    WildFlyNode node() {
        return nodes.get(0);
    }

    DovecotServer dovecot() {
        return dovecot;
    }

    PostgresServer.Database database() {
        return database;
    }

    Connection connect() throws SQLException {
        return database.connect();
    }

    ApiClient newUser(String name) {
        return ApiClient.newUser(node().url(), name);
    }

    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    <T> List<T> read(String query, Row<T> mapping, Object... parameters) throws SQLException {
        try (var connection = connect();
                var statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var result = new ArrayList<T>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    result.add(mapping.of(rows));
                }
            }
            return result;
        }
    }

    long number(String query, Object... parameters) throws SQLException {
        return read(query, row -> row.getLong(1), parameters).get(0);
    }

    void execute(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Until nothing is pending, claimed or to be fetched. */
    void awaitIdle() {
        await("all lanes are idle")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> number("""
                        select (select count(*) from (select 1 from pending_operation where status = 'pending' limit 1) p)
                             + (select count(*) from account_lane
                                where lease_owner is not null or (sync_due_at <= now() and paused_until is null))""") == 0);
    }

    @Override
    public void close() {
        nodes.forEach(WildFlyNode::close);
        dovecot.close();
        postgres.close();
    }
}
