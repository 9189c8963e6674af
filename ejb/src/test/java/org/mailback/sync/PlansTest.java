package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationQueue;
import org.mailback.platform.Sql;
import org.mailback.rig.Beans;
import org.mailback.rig.ManyLanes;

/**
 * How PostgreSQL runs what the engine asks again and again, with 20,000 accounts of which half have something to do, one very
 * much: by an index in its order, and with as few buffers as the answer needs.
 */
class PlansTest {

    private static ManyLanes many;
    private static Beans beans;

    @BeforeAll
    static void fill() {
        many = new ManyLanes();
        beans = many.beans();
    }

    @AfterAll
    static void end() {
        many.close();
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
        assertThat(many.plan(LaneClaims.DUE, values -> values.set("limit", 10))
                        .within(60)
                        .text())
                .contains("Index Cond: (due_at <= (InitPlan", "account_lane_due");
    }

    @Test
    void where_nothing_is_due_nothing_is_read() throws SQLException {
        beans.execute("update account_lane set due_at = due_at + interval '3 hours'");
        try {
            many.vacuum("account_lane");
            many.plan(LaneClaims.DUE, values -> values.set("limit", 1_000)).within(10);
            many.plan(LaneClaims.LOCK_WAITING, values -> values.set("lanes", 32))
                    .within(10);
        } finally {
            beans.execute("update account_lane set due_at = due_at - interval '3 hours'");
        }
    }

    @Test
    void a_lane_is_claimed_by_its_key() {
        many.plan(LaneClaims.LOCK_NAMED, values -> values.setIds("accounts", List.of(many.hog())))
                .within(10);
    }

    @Test
    void of_many_lanes_the_first_are_claimed_without_looking_at_all() {
        many.plan(LaneClaims.LOCK_WAITING, values -> values.set("lanes", LaneClaims.TOGETHER))
                .within(300);
    }

    @Test
    void a_batch_costs_what_is_in_it_however_much_the_account_has() {
        many.planByIndex(LaneClaims.FIRST_BATCH, values -> batch(values, List.of(many.hog()), 10))
                .within(200);
        var several = many.ids("select account_id from account_lane order by account_id limit 32");
        many.planByIndex(LaneClaims.FIRST_BATCH, values -> batch(values, several, 1))
                .within(600);
    }

    @Test
    void a_batch_of_lanes_that_were_locked_just_before_costs_as_much() {
        var free = Sql.BY_INDEX + ", set_config('mailback.free', '{" + many.hog() + "}', true)";
        many.planByIndex(
                        free,
                        LaneClaims.FREE_BATCH,
                        values -> values.set("node", "n")
                                .set("length", Duration.ofSeconds(60))
                                .set("limit", 10))
                .within(200);
    }

    @Test
    void many_operations_in_one_folder_look_up_neither_it_nor_each_message_by_itself() {
        many.planByIndex(LaneClaims.FIRST_BATCH, values -> batch(values, List.of(many.hog()), 1_000))
                .within(1_500);
    }

    /** A plan is made when a connection first needs it, and used however many are pending later. */
    @Test
    void a_plan_from_when_little_was_pending_goes_by_the_lane_too() {
        long hog = many.hog();
        beans.execute("create table kept as select * from pending_operation_pending");
        try {
            for (int count : List.of(0, 1, 100, 1_000, 10_000)) {
                beans.execute("truncate pending_operation_pending");
                beans.query(
                        "select cast(pg_clear_attribute_stats('public', 'pending_operation_pending', attname, false) as text)"
                                + " from pg_attribute where attrelid = 'pending_operation_pending'::regclass and attnum > 0");
                beans.execute("insert into pending_operation_pending overriding system value select * from kept limit "
                        + count);
                assertThat(many.planByIndex(AccountLanes.RELEASE, values -> release(values, hog))
                                .text())
                        .contains("pending_operation_lane")
                        .doesNotContain("one_wish_per_message");
                assertThat(many.planByIndex(LaneClaims.FIRST_BATCH, values -> batch(values, List.of(hog), 1_000))
                                .text())
                        .contains("pending_operation_lane", "Hash Full Join")
                        .doesNotContain("one_wish_per_message");
            }
        } finally {
            beans.execute("truncate pending_operation_pending");
            beans.execute("insert into pending_operation_pending overriding system value select * from kept");
            beans.execute("drop table kept");
            many.analyze();
        }
    }

    @Test
    void what_is_completed_is_looked_up_one_by_one() {
        for (int count : List.of(1, 1_000)) {
            var some = many.ids("select id from pending_operation_pending order by id desc limit " + count);
            var plan = many.planByIndex(
                    OperationQueue.COMPLETE,
                    values -> values.setIds("ids", some)
                            .setTexts("notes", Collections.nCopies(count, "told"))
                            .setIds("millis", Collections.nCopies(count, 3L))
                            .set("node", "n"));
            plan.touching(100 + 60L * count);
            assertThat(plan.text())
                    .contains("Function Scan")
                    .doesNotContain("Seq Scan", "Hash", "Merge", "Join Filter");
        }
    }

    /** Statistics from when there was one account with much to do. */
    @Test
    void where_nearly_all_is_of_one_account_another_is_found_by_the_index_too() {
        var small = beans.number("select max(account_id) from pending_operation where status = 'pending'");
        beans.execute(
                "create table others as select * from pending_operation_pending where account_id <> " + many.hog());
        beans.execute("delete from pending_operation_pending where account_id <> " + many.hog());
        many.analyze();
        beans.execute("insert into pending_operation_pending overriding system value select * from others");
        try {
            many.planByIndex(AccountLanes.RELEASE, values -> release(values, small))
                    .within(60);
            many.planByIndex(LaneClaims.FIRST_BATCH, values -> batch(values, List.of(small), 1_000))
                    .within(60);
        } finally {
            beans.execute("drop table others");
            many.analyze();
        }
    }

    @Test
    void a_release_does_not_read_all_that_the_account_has_left() {
        many.planByIndex(AccountLanes.RELEASE, values -> release(values, many.hog()))
                .within(60);
    }

    @Test
    void a_release_does_not_read_all_that_waits_for_a_second_try() throws SQLException {
        beans.execute("""
                update pending_operation_pending set not_before = now() + id * interval '1 second' where account_id =
                """ + many.hog());
        beans.execute("analyze pending_operation_pending");
        try {
            assertThat(many.planByIndex(AccountLanes.RELEASE, values -> release(values, many.hog()))
                            .text())
                    .contains("pending_operation_later")
                    .doesNotContain("Sort", "Seq Scan");
        } finally {
            beans.execute("update pending_operation_pending set not_before = null where not_before is not null");
            many.vacuum("analyze pending_operation_pending");
        }
    }

    @Test
    void where_nothing_waits_behind_another_nothing_is_looked_up() {
        var settled = many.ids("select id from pending_operation_settled order by id limit 1000");
        many.planByIndex(OperationQueue.PROMOTE, values -> values.setIds("ids", settled))
                .within(10);
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
}
