package org.mailback.bench;

import jakarta.json.Json;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mailback.bench.Figure.Goal;
import org.mailback.server.ApiClient;

/**
 * A day's work in a few minutes: a million operations in bulks, written back to a server that does nothing, while retention
 * removes what has been settled for some seconds.
 */
final class DayBench implements Benchmark {

    private static final int OPERATIONS = Integer.getInteger("bench.day.operations", 1_000_000);
    private static final int TENTHS = 10;
    private static final int ACCOUNTS = 25;
    private static final int BULK = 5_000;
    private static final List<String> ROUND = List.of("mark-read", "trash", "mark-unread", "restore");
    private static final int MESSAGES = OPERATIONS / (TENTHS * ROUND.size() * ACCOUNTS);
    private static final double MEGA = 1e6;

    @Override
    public void run(Report report) throws Exception {
        try (var server = new QuietImap(1_000_000);
                var world = new World(options -> options.setting("mailback.retention", "PT10S"))) {
            var user = world.newUser("busy");
            for (int number = 0; number < ACCOUNTS; number++) {
                user.connect("day" + number + "@example.org", server.port(), "day" + number, "any");
            }
            // It looks once a minute where a day is not over in two minutes.
            world.execute("alter system set autovacuum_naptime = '1s'", "select pg_reload_conf()");
            world.awaitIdle();
            seed(world);
            var ids = world.read("select id from message order by id", row -> row.getLong(1));
            // What is kept for some seconds is more the faster it comes: a server that still gets faster looks like
            // growing tables.
            WarmUp.by(report, () -> Times.of(() -> work(world, user, ids)));
            var rates = new ArrayList<Double>();
            var sizes = new ArrayList<Double>();
            for (int tenth = 1; tenth <= TENTHS; tenth++) {
                double took = Times.of(() -> work(world, user, ids));
                rates.add(ids.size() * ROUND.size() / took * 1e3);
                sizes.add(size(world, "pg_total_relation_size"));
                report.progress("tenth %d: %.0f /s, tables %.1f MB, indexes %.1f MB, %d settled operations kept"
                        .formatted(
                                tenth,
                                rates.get(tenth - 1),
                                size(world, "pg_table_size") / MEGA,
                                size(world, "pg_indexes_size") / MEGA,
                                world.number("select count(*) from pending_operation_settled")));
            }
            verify(world, ids.size());
            tell(report, ids.size() * ROUND.size() * TENTHS, rates, sizes);
        }
    }

    private static void tell(Report report, int operations, List<Double> rates, List<Double> sizes) {
        report.add(new Figure(
                "%,d operations with retention on, last tenth".formatted(operations),
                rates.get(TENTHS - 1),
                "/s",
                "the first tenth",
                rates.get(0),
                Goal.atLeast(0.9)));
        report.add(new Figure(
                "tables and indexes at their largest, second half",
                Collections.max(sizes.subList(TENTHS / 2, TENTHS)) / MEGA,
                "MB",
                "first half",
                Collections.max(sizes.subList(0, TENTHS / 2)) / MEGA,
                Goal.atMost(1.1)));
    }

    private static void seed(World world) throws SQLException {
        world.execute("""
                insert into message (account_id, folder_id, seen, server_folder_id, uid, server_seen, message_id, internal_date,
                                     size, sender, recipients, subject)
                select f.account_id, f.id, false, f.id, n, false, '<' || f.id || '.' || n || '@example.org>',
                       timestamptz '2026-11-01' + n * interval '1 minute', 2000, 'Sender ' || n || ' <sender@example.org>',
                       'day@example.org', 'The subject of message ' || n
                from folder f, generate_series(1, %d) n where f.role = 'inbox' order by f.id, n""".formatted(MESSAGES));
    }

    /** Marks, moves and brings all back. */
    private static void work(World world, ApiClient user, List<Long> ids) {
        for (var action : ROUND) {
            for (int from = 0; from < ids.size(); from += BULK) {
                var some = ids.subList(from, Math.min(ids.size(), from + BULK));
                var body = Json.createObjectBuilder().add("action", action).add("ids", Json.createArrayBuilder(some));
                user.post("/api/messages/bulk", body.build().toString()).expect(200);
            }
            world.awaitIdle();
        }
    }

    private static double size(World world, String function) throws SQLException {
        return world.number("select sum(" + function + "(c.oid)) from pg_class c"
                + " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace");
    }

    private static void verify(World world, int messages) throws SQLException {
        long right = world.number("""
                select count(*) from message m join folder f on f.id = m.folder_id
                where f.role = 'inbox' and m.server_folder_id = f.id and m.uid is not null and not m.seen and not m.server_seen""");
        if (right != messages || world.number("select count(*) from pending_operation where status = 'failed'") > 0) {
            throw new AssertionError("only " + right + " messages are as they were wished for");
        }
    }
}
