package org.mailback.soak;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.PostgresServer;
import org.mailback.server.ApiClient;
import org.mailback.server.WildFlyNode;

/** Two nodes on one database, and a mail server of their own. */
final class Cluster implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(8);

    private static final int NODES = 2;

    private final PostgresServer postgres = PostgresServer.start();
    private final PostgresServer.Database database = postgres.createDatabase("soak");
    private final DovecotServer dovecot = DovecotServer.start();
    private final List<WildFlyNode> nodes = new ArrayList<>();

    Cluster() {
        try {
            IntStream.rangeClosed(1, NODES).forEach(number -> nodes.add(launch("soak" + number)));
            nodes.forEach(WildFlyNode::awaitReady);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private WildFlyNode launch(String name) {
        return WildFlyNode.with(name, database)
                .setting("mailback.lane.lease", LEASE.toString())
                .setting("mailback.imap.read-timeout", "PT3S")
                .setting("mailback.sync.interval", "PT5S")
                .setting("mailback.retention", "PT1M")
                .launch();
    }

    List<WildFlyNode> nodes() {
        return nodes;
    }

    DovecotServer dovecot() {
        return dovecot;
    }

    ApiClient admin() {
        return ApiClient.admin(nodes.get(0).url());
    }

    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    <T> List<T> read(String query, Row<T> mapping) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var result = new ArrayList<T>();
            while (rows.next()) {
                result.add(mapping.of(rows));
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    long number(String query) {
        return read(query, row -> row.getLong(1)).get(0);
    }

    /** Every connection of the nodes to the database ends. */
    void terminateBackEnds() {
        number("""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()""");
    }

    static void pause() {
        pause(Duration.ofMillis(100));
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(WildFlyNode::close);
        dovecot.close();
        postgres.close();
    }
}
