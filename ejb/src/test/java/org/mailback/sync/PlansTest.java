package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.operation.LaneRequests;
import org.mailback.operation.OperationQueue;
import org.mailback.operation.Wishes;
import org.mailback.platform.Sql;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

/**
 * How PostgreSQL runs what the engine asks again and again, with 20,000 accounts of which half have something to do, one very
 * much: by an index in its order, and with as few buffers as the answer needs.
 */
class PlansTest {

    private static final int ACCOUNTS = 20_000;
    private static final int HOG = 30_000;
    private static final Pattern BUFFERS = Pattern.compile("shared hit=(\\d+)|read=(\\d+)");

    private static Beans beans;

    @BeforeAll
    static void fill() {
        beans = new Beans();
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

    /**
     * What tests before have left behind is not read any more. What autovacuum reads just then, as it analyzes some table,
     * keeps the old versions of all tables' rows.
     */
    private static void vacuum(String what) throws SQLException {
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

    private static void analyze() {
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

    @AfterAll
    static void end() {
        beans.close();
    }

    private static long hog() {
        return beans.number("select min(account_id) from pending_operation where status = 'pending'");
    }

    /** Each key is looked up, and what it names locked, for every operation that is settled. */
    @Test
    void what_is_settled_is_looked_up_by_its_message_alone() {
        assertThat(beans.query("select cast(cast(confrelid as regclass) as text) from pg_constraint"
                        + " where contype = 'f' and conrelid = cast('pending_operation_settled' as regclass)"))
                .containsExactly("message");
    }

    @Test
    void lanes_that_are_due_are_found_in_the_order_of_the_index() {
        assertThat(plan(LaneClaims.DUE, 60, values -> values.set("limit", 10)))
                .contains("Index Cond: (due_at <= (InitPlan", "account_lane_due");
    }

    @Test
    void where_nothing_is_due_nothing_is_read() throws SQLException {
        beans.execute("update account_lane set due_at = due_at + interval '3 hours'");
        try {
            vacuum("account_lane");
            plan(LaneClaims.DUE, 10, values -> values.set("limit", 1_000));
            plan(LaneClaims.LOCK_WAITING, 10, values -> values.set("lanes", 32));
        } finally {
            beans.execute("update account_lane set due_at = due_at - interval '3 hours'");
        }
    }

    @Test
    void a_lane_is_claimed_by_its_key() {
        plan(LaneClaims.LOCK_NAMED, 10, values -> values.setIds("accounts", List.of(hog())));
    }

    @Test
    void of_many_lanes_the_first_are_claimed_without_looking_at_all() {
        plan(LaneClaims.LOCK_WAITING, 300, values -> values.set("lanes", LaneClaims.TOGETHER));
    }

    private static void planByIndex(String statement, int buffers, Consumer<Sql> values) {
        check(planByIndex(statement, values), buffers);
    }

    /** As after a claim or a settlement has begun. */
    private static String planByIndex(String statement, Consumer<Sql> values) {
        return planByIndex(Sql.BY_INDEX, statement, values);
    }

    private static String planByIndex(String settings, String statement, Consumer<Sql> values) {
        try {
            return beans.inTransaction(() -> {
                var entityManager = beans.get(EntityManager.class);
                Sql.of(entityManager, settings).list(row -> row.text(0));
                var explained = Sql.of(entityManager, "explain (analyze, buffers) " + statement);
                values.accept(explained);
                return String.join("\n", explained.list(row -> row.text(0)));
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_batch_costs_what_is_in_it_however_much_the_account_has() {
        planByIndex(LaneClaims.FIRST_BATCH, 200, values -> batch(values, List.of(hog()), 10));
        var several = beans.query("select account_id from account_lane order by account_id limit 32").stream()
                .map(id -> ((Number) id).longValue())
                .toList();
        planByIndex(LaneClaims.FIRST_BATCH, 600, values -> batch(values, several, 1));
    }

    @Test
    void a_batch_of_lanes_that_were_locked_just_before_costs_as_much() {
        var free = Sql.BY_INDEX + ", set_config('mailback.free', '{" + hog() + "}', true)";
        check(
                planByIndex(
                        free,
                        LaneClaims.FREE_BATCH,
                        values -> values.set("node", "n")
                                .set("length", Duration.ofSeconds(60))
                                .set("limit", 10)),
                200);
    }

    @Test
    void many_operations_in_one_folder_look_up_neither_it_nor_each_message_by_itself() {

        planByIndex(LaneClaims.FIRST_BATCH, 1_500, values -> batch(values, List.of(hog()), 1_000));
    }

    /** A plan is made when a connection first needs it, and used however many are pending later. */
    @Test
    void a_plan_from_when_little_was_pending_goes_by_the_lane_too() {
        long hog = hog();
        beans.execute("create table kept as select * from pending_operation_pending");
        try {
            for (int count : List.of(0, 1, 100, 1_000, 10_000)) {
                beans.execute("truncate pending_operation_pending");
                beans.query(
                        "select cast(pg_clear_attribute_stats('public', 'pending_operation_pending', attname, false) as text)"
                                + " from pg_attribute where attrelid = 'pending_operation_pending'::regclass and attnum > 0");
                beans.execute("insert into pending_operation_pending overriding system value select * from kept limit "
                        + count);
                assertThat(planByIndex(AccountLanes.RELEASE, values -> release(values, hog)))
                        .contains("pending_operation_lane")
                        .doesNotContain("one_wish_per_message");
                assertThat(planByIndex(LaneClaims.FIRST_BATCH, values -> batch(values, List.of(hog), 1_000)))
                        .contains("pending_operation_lane", "Hash Full Join")
                        .doesNotContain("one_wish_per_message");
            }
        } finally {
            beans.execute("truncate pending_operation_pending");
            beans.execute("insert into pending_operation_pending overriding system value select * from kept");
            beans.execute("drop table kept");
            analyze();
        }
    }

    @Test
    void an_action_on_one_message_reads_neither_all_lanes_nor_all_accounts() {
        var idle = beans.number("select max(id) from message m where not exists (select 1 from pending_operation o"
                + " where o.message_id = m.id and o.status = 'pending')");
        assertThat(buffers(beans.plan(
                        LaneRequests.LOCK_OF,
                        values -> values.setIds("messages", List.of(idle))
                                .set("owner", beans.number("select max(owner_id) from account")))))
                .isLessThanOrEqualTo(40);
        var plan = planByIndex(
                Wishes.FIRST,
                values -> values.setIds("messages", List.of(idle))
                        .set("kind", "mark_read")
                        .set("aspect", "seen")
                        .set("moving", false)
                        .set("all", false));
        assertThat(buffers(plan)).as(plan).isLessThanOrEqualTo(60);
        assertThat(beans.number("select count(*) from pending_operation_pending where message_id = " + idle))
                .isEqualTo(1);
        beans.execute("delete from pending_operation_pending where message_id = " + idle);
    }

    @Test
    void actions_of_many_users_read_their_own_lanes_only() {
        var idle = ids("select max(id) from message group by account_id order by account_id desc limit 10");
        var owners = ids("select max(owner_id) from account").get(0);
        for (var statement : List.of(LaneRequests.LOCK_EACH_FREE, LaneRequests.LOCK_EACH_WAITING)) {
            assertThat(buffers(beans.plan(
                            statement,
                            values ->
                                    values.setIds("messages", idle).setIds("owners", Collections.nCopies(10, owners)))))
                    .isLessThanOrEqualTo(250);
        }
    }

    @Test
    void an_action_that_replaces_another_reads_neither_what_else_is_pending_nor_all_lanes() {
        var waiting = ids("select max(message_id) from pending_operation_pending");
        var cancel = undone(
                Wishes.CANCEL,
                values -> values.setIds("messages", waiting)
                        .set("kind", "mark_unread")
                        .set("aspect", "seen"));
        assertThat(buffers(cancel)).as(cancel).isLessThanOrEqualTo(100);
        var beside = undone(
                Wishes.BESIDE_OTHERS,
                values -> values.setIds("messages", waiting)
                        .set("kind", "trash")
                        .set("aspect", "placement")
                        .set("moving", true));
        assertThat(buffers(beside)).as(beside).isLessThanOrEqualTo(100);
    }

    @Test
    void what_is_completed_is_looked_up_one_by_one() {
        for (int count : List.of(1, 1_000)) {
            var some = ids("select id from pending_operation_pending order by id desc limit " + count);
            var plan = planByIndex(
                    OperationQueue.COMPLETE,
                    values -> values.setIds("ids", some)
                            .setTexts("notes", Collections.nCopies(count, "told"))
                            .setIds("millis", Collections.nCopies(count, 3L))
                            .set("node", "n"));
            assertThat(buffers(plan)).as(plan).isLessThanOrEqualTo(100 + 60L * count);
            assertThat(plan).contains("Function Scan").doesNotContain("Seq Scan", "Hash", "Merge", "Join Filter");
        }
    }

    /** As {@link #planByIndex}, and as if it had not been run. */
    private static String undone(String statement, Consumer<Sql> values) {
        var plan = new String[1];
        try {
            beans.inTransaction(() -> {
                Sql.of(beans.get(EntityManager.class), Sql.BY_INDEX).list(row -> row.text(0));
                var explained = Sql.of(beans.get(EntityManager.class), "explain (analyze, buffers) " + statement);
                values.accept(explained);
                plan[0] = String.join("\n", explained.list(row -> row.text(0)));
                throw new Undone();
            });
        } catch (Undone e) {
            return plan[0];
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("not undone");
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static List<Long> ids(String query) {
        return beans.query(query).stream().map(id -> ((Number) id).longValue()).toList();
    }

    /** Statistics from when there was one account with much to do. */
    @Test
    void where_nearly_all_is_of_one_account_another_is_found_by_the_index_too() {
        var small = beans.number("select max(account_id) from pending_operation where status = 'pending'");
        beans.execute("create table others as select * from pending_operation_pending where account_id <> " + hog());
        beans.execute("delete from pending_operation_pending where account_id <> " + hog());
        analyze();
        beans.execute("insert into pending_operation_pending overriding system value select * from others");
        try {
            planByIndex(AccountLanes.RELEASE, 60, values -> release(values, small));
            planByIndex(LaneClaims.FIRST_BATCH, 60, values -> batch(values, List.of(small), 1_000));
        } finally {
            beans.execute("drop table others");
            analyze();
        }
    }

    @Test
    void a_release_does_not_read_all_that_the_account_has_left() {
        planByIndex(AccountLanes.RELEASE, 60, values -> release(values, hog()));
    }

    @Test
    void a_release_does_not_read_all_that_waits_for_a_second_try() throws SQLException {
        beans.execute("""
                update pending_operation_pending set not_before = now() + id * interval '1 second' where account_id =
                """ + hog());
        beans.execute("analyze pending_operation_pending");
        try {
            assertThat(planByIndex(AccountLanes.RELEASE, values -> release(values, hog())))
                    .contains("pending_operation_later")
                    .doesNotContain("Sort", "Seq Scan");
        } finally {
            beans.execute("update pending_operation_pending set not_before = null where not_before is not null");
            vacuum("analyze pending_operation_pending");
        }
    }

    @Test
    void where_nothing_waits_behind_another_nothing_is_looked_up() {
        var settled = beans.query("select id from pending_operation_settled order by id limit 1000").stream()
                .map(id -> ((Number) id).longValue())
                .toList();
        planByIndex(OperationQueue.PROMOTE, 10, values -> values.setIds("ids", settled));
    }

    private static void batch(Sql values, List<Long> accounts, int limit) {
        values.setIds("accounts", accounts).set("limit", limit).set("node", "n").set("length", Duration.ofMinutes(1));
    }

    private static void release(Sql values, long account) {
        values.setIds("accounts", List.of(account))
                .set("fetched", (Instant) null)
                .set("interval", Duration.ofMinutes(1));
    }

    /** What it deletes it sorts by the index that it finds it with. */
    @Test
    void pruning_reads_a_slice_and_not_the_table() {
        for (var statement : List.of(Pruning.SETTLED, Pruning.ATTEMPTS)) {
            assertThat(beans.plan(
                            statement,
                            values -> values.set("retention", Duration.ofHours(15))
                                    .set("slice", 100)))
                    .doesNotContain("Sort Method", "Seq Scan");
        }
    }

    private static String plan(String statement, int buffers, Consumer<Sql> values) {
        return check(beans.plan(statement, values), buffers);
    }

    private static String check(String plan, int buffers) {
        assertThat(plan).doesNotContain("Sort", "Seq Scan", "Bitmap");
        assertThat(buffers(plan)).as(plan).isLessThanOrEqualTo(buffers);
        return plan;
    }

    /** The first line of a plan with buffers sums up all below it. */
    private static long buffers(String plan) {
        var line = plan.lines()
                .filter(text -> text.contains("Buffers: "))
                .findFirst()
                .orElseThrow();
        return BUFFERS.matcher(line)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1) == null ? found.group(2) : found.group(1)))
                .sum();
    }
}
