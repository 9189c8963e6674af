package org.mailback.rig;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.mailback.platform.Sql;

/** 20,000 accounts of which half have something to do, one very much, and how PostgreSQL runs a statement among them. */
public final class ManyLanes implements AutoCloseable {

    private static final int ACCOUNTS = 20_000;
    private static final int HOG = 30_000;

    private final Beans beans = new Beans();

    public ManyLanes() {
        new Mailboxes(beans).account("hog");
        beans.execute("delete from account_lane");
        beans.execute("delete from folder");
        beans.execute("delete from account");
        beans.execute("""
                insert into account (owner_id, email, display_name, host, port, tls, username)
                select u.id, 'a' || n, 'A', 'h', 1, 'none', 'a' || n from app_user u, generate_series(1, %d) n
                where u.name = (select min(name) from app_user) order by n
                """.formatted(ACCOUNTS));
        beans.execute(
                "insert into folder (account_id, name, role, uid_validity) select id, 'INBOX', 'inbox', 1 from account");
        beans.execute("""
                insert into message (account_id, folder_id, server_folder_id, uid, seen, server_seen, internal_date, size,
                                     sender, recipients, subject)
                select f.account_id, f.id, f.id, n, true, false, now(), 1, 's', 'r', 's'
                from folder f, generate_series(1, case when f.account_id = (select min(id) from account) then %d else 1 end) n
                """.formatted(HOG));
        beans.execute("""
                insert into pending_operation (account_id, message_id, seq, kind, aspect, status)
                select account_id, id, row_number() over (partition by account_id order by id), 'mark_read', 'seen', 'pending'
                from message where account_id % 2 = (select min(id) from account) % 2
                """);
        beans.execute("""
                insert into account_lane (account_id, queued_no, sync_due_at, due_at)
                select a.id, coalesce(o.n, 0), now() + interval '1 hour',
                       case when o.n is null then now() + interval '1 hour' else now() - interval '1 minute' end
                from account a left join (select account_id, max(seq) as n from pending_operation group by 1) o
                     on o.account_id = a.id
                """);
        beans.execute("""
                insert into pending_operation (account_id, message_id, seq, kind, aspect, status, completed_at)
                select account_id, id, 0, 'mark_unread', 'seen', 'completed', now() - id % 1000 * interval '1 minute'
                from message
                """);
        beans.execute("""
                insert into operation_attempt (operation_id, account_id, node, error_class, error, at)
                select id, account_id, 'n', 'temporary', 'e', completed_at from pending_operation_settled
                """);
        analyze();
    }

    public Beans beans() {
        return beans;
    }

    @Override
    public void close() {
        beans.close();
    }

    /** The account that has much to do. */
    public long hog() {
        return beans.number("select min(account_id) from pending_operation where status = 'pending'");
    }

    public List<Long> ids(String query) {
        return beans.query(query).stream().map(id -> ((Number) id).longValue()).toList();
    }

    /**
     * What tests before have left behind is not read any more. What autovacuum reads just then, as it analyzes some table,
     * keeps the old versions of all tables' rows.
     */
    public void vacuum(String what) throws SQLException {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> beans.number("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and pid <> pg_backend_pid() and backend_xmin is not null")
                        == 0);
        try (var connection = beans.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("vacuum " + what);
        }
    }

    public void analyze() {
        for (var table : List.of(
                "account",
                "account_lane",
                "folder",
                "message",
                "pending_operation_pending",
                "pending_operation_settled",
                "operation_attempt")) {
            beans.execute("analyze " + table);
        }
    }

    /** How a statement was run, with what it touched. */
    public record Plan(String text) {

        private static final Pattern BUFFERS = Pattern.compile("shared hit=(\\d+)|read=(\\d+)");

        /** By indexes in their order, with no more buffers than that. */
        public Plan within(long buffers) {
            assertThat(text).doesNotContain("Sort", "Seq Scan", "Bitmap");
            return touching(buffers);
        }

        /** With no more buffers than that. */
        public Plan touching(long buffers) {
            assertThat(buffers()).as(text).isLessThanOrEqualTo(buffers);
            return this;
        }

        /** The first line with buffers sums up all below it. */
        private long buffers() {
            var line = text.lines()
                    .filter(one -> one.contains("Buffers: "))
                    .findFirst()
                    .orElseThrow();
            return BUFFERS.matcher(line)
                    .results()
                    .mapToLong(found -> Long.parseLong(found.group(1) == null ? found.group(2) : found.group(1)))
                    .sum();
        }
    }

    public Plan plan(String statement, Consumer<Sql> values) {
        return new Plan(beans.plan(statement, values));
    }

    /** As after a claim or a settlement has begun. */
    public Plan planByIndex(String statement, Consumer<Sql> values) {
        return planByIndex(Sql.BY_INDEX, statement, values);
    }

    public Plan planByIndex(String settings, String statement, Consumer<Sql> values) {
        try {
            return beans.inTransaction(() -> explained(settings, statement, values));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #planByIndex}, and as if it had not been run. */
    public Plan undone(String settings, String statement, Consumer<Sql> values) {
        try {
            beans.inTransaction(() -> {
                throw new Undone(explained(settings, statement, values));
            });
        } catch (Undone e) {
            return e.plan;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("not undone");
    }

    private Plan explained(String settings, String statement, Consumer<Sql> values) {
        var entityManager = beans.get(EntityManager.class);
        Sql.of(entityManager, settings).list(row -> row.text(0));
        var explained = Sql.of(entityManager, "explain (analyze, buffers) " + statement);
        values.accept(explained);
        return new Plan(String.join("\n", explained.list(row -> row.text(0))));
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Plan plan;

        Undone(Plan plan) {
            this.plan = plan;
        }
    }
}
