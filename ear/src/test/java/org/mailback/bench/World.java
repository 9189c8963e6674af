package org.mailback.bench;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.PostgresServer;
import org.mailback.server.ApiClient;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/**
 * A Mailback with the settings that it ships with, but for fetches, which happen only when somebody asks. PostgreSQL waits for
 * the disk at every commit, and Dovecot keeps mail as an installation of some size does (sdbox).
 */
final class World implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LOOKS = 4;
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** With {@code -Dbench.profile} a node records itself, and the statements that took most time are printed at the end. */
    private static final boolean PROFILED = System.getProperty("bench.profile") != null;

    /** {@code -Dbench.settings=mailback.sync.batch=500,mailback.sync.workers=8}: to be tried beside what ships. */
    private static final Map<String, String> SETTINGS = Stream.of(
                    System.getProperty("bench.settings", "").split(","))
            .filter(setting -> !setting.isBlank())
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));

    /** Asked of the lanes, which are few: where thousands were pending just now, one look for another costs milliseconds. */
    private static final String BUSY =
            "select 1 from account_lane where due_at <= now() or (lease_owner is not null and due_at is not null)";

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
            if (PROFILED) {
                execute("create extension pg_stat_statements");
            }
            addNode(settings);
        } catch (SQLException | RuntimeException | Error e) {
            close();
            throw new IllegalStateException("no world to measure in", e);
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
        if (PROFILED) {
            options.java(
                    "-Xmx1g",
                    "-XX:+UseParallelGC",
                    "-XX:StartFlightRecording:settings=profile,filename=" + recording(),
                    "-XX:FlightRecorderOptions:stackdepth=128");
        }
        settings.accept(options);
        SETTINGS.forEach(options::setting);
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
        awaitTrue("all lanes are idle", """
                select case when exists (%s or (sync_due_at <= now() and paused_until is null)) then false
                            else not exists (select 1 from pending_operation where status = 'pending') end
                """.formatted(BUSY));
    }

    /** Asks again and again over one connection: a new one for each look would cost more than what is looked for. */
    void awaitTrue(String what, String query) {
        try (var connection = connect();
                var statement = connection.prepareStatement(query)) {
            await(what)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> isTrue(statement));
        } catch (SQLException e) {
            throw new IllegalStateException(what, e);
        }
    }

    /** Milliseconds from the commit of what is queued until nothing is pending, give or take {@value #LOOKS} ms. */
    double drained(Runnable queueing) throws SQLException, InterruptedException {
        var thread = new Thread(queueing, "queueing");
        try (var connection = connect();
                var busy = connection.prepareStatement("select exists (" + BUSY + ")")) {
            thread.start();
            while (!isTrue(busy)) {
                Thread.sleep(1);
            }
            long begin = System.nanoTime();
            while (isTrue(busy)) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new IllegalStateException("there is still something to do after " + PATIENCE);
                }
                Thread.sleep(LOOKS);
            }
            double took = (System.nanoTime() - begin) / 1e6;
            if (number("select count(*) from pending_operation where status = 'pending'") > 0) {
                throw new IllegalStateException("the lanes rest, but there is something pending");
            }
            return took;
        } finally {
            thread.join();
        }
    }

    private static boolean isTrue(PreparedStatement query) throws SQLException {
        try (var row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Path recording() {
        return TestWorld.target().resolve("bench" + NAMES.get() + ".jfr");
    }

    private void printStatements() {
        try {
            read("""
                    select format('%10s ms %8s x %7s ms %6s rows %7s buffers  %s', total_exec_time::int, calls,
                                  round(mean_exec_time::numeric, 3), rows / calls, shared_blks_hit / calls,
                                  left(regexp_replace(query, '\s+', ' ', 'g'), 180))
                    from pg_stat_statements order by total_exec_time desc limit 40""", row -> row.getString(1)).forEach(System.out::println);
        } catch (SQLException e) {
            System.out.println("no statements: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        if (PROFILED) {
            printStatements();
            nodes.forEach(WildFlyNode::stop);
        }
        nodes.forEach(WildFlyNode::close);
        dovecot.close();
        postgres.close();
    }
}
