package org.mailback.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.mailback.bench.Figure.Goal;
import org.mailback.platform.Schema;
import org.mailback.platform.Sql;
import org.mailback.rig.PostgresServer;
import org.mailback.sync.LaneClaims;

/**
 * What claiming work reads, by EXPLAIN of the statements that the engine runs, at growing numbers of pending operations. One
 * of 10,000 accounts has half of them. Buffers are all that count, so this PostgreSQL does not wait for the disk.
 */
final class ClaimBench implements Benchmark {

    private static final int ACCOUNTS = 10_000;
    private static final int LANES = 32;
    private static final int BATCH = 1_000;
    private static final Pattern READ = Pattern.compile("(?:hit|read)=(\\d+)");

    private final long least;
    private final long most;

    private record Cost(long several, long hog) {}

    /** @param least pending operations at first, at least 10,000, so that all accounts have some; then more, up to the most */
    ClaimBench(long least, long most) {
        this.least = least;
        this.most = most;
    }

    @Override
    public void run(Report report) throws Exception {
        var costs = new LinkedHashMap<Long, Cost>();
        try (var postgres = PostgresServer.start()) {
            var database = postgres.createDatabase("claim");
            Schema.migrate(database.dataSource());
            try (var connection = database.connect()) {
                connection.createStatement().execute(LOOSEN);
                long before = 0;
                for (long pending : List.of(least, most / 10, most)) {
                    fill(connection, before, pending);
                    var cost = cost(connection);
                    report.progress(
                            "%,d pending: %d buffers for %d lanes and an operation of each, %d for %,d of one account"
                                    .formatted(pending, cost.several(), LANES, cost.hog(), BATCH));
                    costs.put(pending, cost);
                    before = pending;
                }
            }
        }
        var atFirst = costs.get(least);
        var atLast = costs.get(most);
        var against = "at %,d".formatted(least);
        report.add(new Figure(
                "claim of %d lanes with an operation of each, %,d pending".formatted(LANES, most),
                atLast.several(),
                "buffers",
                against,
                atFirst.several(),
                Goal.atMost(1.3)));
        report.add(new Figure(
                "claim of %,d operations of the account that has half of %,d pending".formatted(BATCH, most),
                atLast.hog(),
                "buffers",
                against,
                atFirst.hog(),
                Goal.atMost(1.3)));
    }

    /** Rows come fast without triggers, checks and indexes; those that claiming could use are there when it is measured. */
    private static final String LOOSEN = """
            set session_replication_role = replica;
            insert into app_user (name, role) values ('u', 'user');
            insert into account (owner_id, email, display_name, host, port, tls, username)
            select u.id, 'a' || n, 'A', 'h', 1, 'none', 'a' || n from app_user u, generate_series(1, %1$d) n order by n;
            insert into folder (account_id, name, role, uid_validity) select id, 'INBOX', 'inbox', 1 from account;
            insert into account_lane (account_id, sync_due_at) select id, now() + interval '1 year' from account;
            alter table message drop constraint message_pkey cascade;
            drop index message_at_server, message_in_folder, message_unlocated, message_missing, message_removed, message_account;
            alter table pending_operation_pending drop constraint pending_operation_pending_pkey;
            drop index one_wish_per_message_and_aspect, pending_operation_lane;
            """.formatted(ACCOUNTS);

    /** Numbers from..to, every other one of the first account. */
    private static void fill(Connection connection, long from, long to) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    drop index if exists message_pkey, message_at_server, one_wish, pending_operation_lane;
                    insert into message (id, account_id, folder_id, server_folder_id, uid, seen, server_seen, message_id,
                                         internal_date, size, sender, recipients, subject)
                    select n, f.account_id, f.id, f.id, n, true, false, '<' || n || '@example.org>', now(), 2000, 's', 'r', 's'
                    from generate_series(%1$d + 1, %2$d) n
                    join folder f on f.id = (select min(id) from folder) + case when n %% 2 = 0 then 0 else n / 2 %% %3$d end;
                    insert into pending_operation_pending (id, account_id, message_id, seq, kind, aspect, status)
                    select id, account_id, id, id, 'mark_read', 'seen', 'pending' from message where id > %1$d;
                    create unique index message_pkey on message (id);
                    create unique index message_at_server on message (server_folder_id, uid);
                    create unique index one_wish on pending_operation_pending (message_id, aspect, slot);
                    create index pending_operation_lane on pending_operation_pending (account_id, seq);
                    update account_lane l set due_at = now() - interval '1 minute'
                    where exists (select 1 from pending_operation_pending o where o.account_id = l.account_id);
                    """.formatted(from, to, ACCOUNTS));
            statement.execute("vacuum (analyze) message");
            statement.execute("vacuum (analyze) pending_operation_pending");
            statement.execute("vacuum (analyze) account_lane");
        }
    }

    private static Cost cost(Connection connection) throws SQLException {
        var lanes = new ArrayList<Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(with(LaneClaims.LOCK_WAITING, Map.of("lanes", LANES + 1)))) {
            while (rows.next()) {
                lanes.add(rows.getLong(1));
            }
        }
        long hog = lanes.remove(0);
        return new Cost(
                buffers(connection, LaneClaims.LOCK_WAITING, Map.of("lanes", LANES))
                        + buffers(connection, LaneClaims.FIRST_BATCH, batch(lanes, 1)),
                buffers(connection, LaneClaims.LOCK_NAMED, Map.of("accounts", array(List.of(hog))))
                        + buffers(connection, LaneClaims.FIRST_BATCH, batch(List.of(hog), BATCH)));
    }

    private static Map<String, Object> batch(List<Long> lanes, int limit) {
        return Map.of("node", "'n'", "length", 60, "accounts", array(lanes), "limit", limit);
    }

    private static String array(List<Long> ids) {
        return ids.toString().replace('[', '{').replace(']', '}').replaceFirst("(.*)", "'$1'");
    }

    private static String with(String sql, Map<String, Object> values) {
        for (var value : values.entrySet()) {
            sql = sql.replace(":" + value.getKey(), value.getValue().toString());
        }
        return sql;
    }

    /** As within the transaction of a claim. The first line with buffers is the sum of all below it. */
    private static long buffers(Connection connection, String sql, Map<String, Object> values) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(Sql.BY_INDEX);
            try (var rows = statement.executeQuery("explain (analyze, buffers) " + with(sql, values))) {
                while (rows.next()) {
                    var line = rows.getString(1);
                    if (line.contains("Buffers: ")) {
                        return READ.matcher(line)
                                .results()
                                .mapToLong(found -> Long.parseLong(found.group(1)))
                                .sum();
                    }
                }
            }
            return 0;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
