package org.mailback.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.util.List;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.MessageActions;
import org.mailback.mailbox.Selection;
import org.mailback.platform.Sql;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

class QueueTest {

    private final Beans beans = new Beans();
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private long account;

    @BeforeEach
    void connect() {
        account = mailboxes.account("alice");
    }

    @AfterEach
    void close() {
        beans.close();
    }

    @Test
    void an_action_changes_the_message_and_queues_one_operation() {
        long message = mailboxes.message(account);
        var result = mailboxes.act(OperationKind.MARK_READ, message);
        assertThat(result.changed()).isEqualTo(1);
        assertThat(result.queued()).isEqualTo(1);
        assertThat(mailboxes.pending(account))
                .extracting(PendingOperation::kind)
                .containsExactly(OperationKind.MARK_READ);
        assertThat(beans.query("select seen from message where id = " + message))
                .containsExactly(true);
        assertThat(beans.query("select due_at <= now() from account_lane")).containsExactly(true);
        assertThat(beans.events()).contains(new LaneDue(account));
    }

    @Test
    void the_database_refusing_the_operation_undoes_the_local_change() {
        long message = mailboxes.message(account);
        beans.spoil();
        beans.execute("""
                create function refuse() returns trigger as 'begin raise exception ''disk full''; end' language plpgsql
                """);
        beans.execute(
                "create trigger refuse before insert on pending_operation_pending for each row execute function refuse()");
        assertThatThrownBy(() -> mailboxes.act(OperationKind.MARK_READ, message))
                .hasMessageContaining("disk full");
        assertThat(beans.query("select seen from message where id = " + message))
                .containsExactly(false);
        assertThat(beans.number("select count(*) from pending_operation")).isZero();
    }

    @Test
    void asking_for_what_already_is_so_queues_nothing() {
        long message = mailboxes.message(account);
        var result = mailboxes.act(OperationKind.MARK_UNREAD, message);
        assertThat(result.changed()).isZero();
        assertThat(mailboxes.pending(account)).isEmpty();
    }

    @Test
    void the_last_wish_wins_and_names_what_it_replaced() {
        long message = mailboxes.message(account);
        mailboxes.act(OperationKind.MARK_READ, message);
        mailboxes.act(OperationKind.MARK_UNREAD, message);
        var live = mailboxes.pending(account);
        assertThat(live).extracting(PendingOperation::kind).containsExactly(OperationKind.MARK_UNREAD);
        assertThat(mailboxes.list(account, OperationStatus.CANCELLED))
                .extracting(PendingOperation::supersededBy)
                .containsExactly(live.get(0).id());
    }

    @Test
    void restoring_before_anything_was_sent_leaves_nothing_to_do() {
        long message = mailboxes.message(account);
        mailboxes.act(OperationKind.TRASH, message);
        var result = mailboxes.act(OperationKind.RESTORE, message);
        assertThat(result.changed()).isEqualTo(1);
        assertThat(result.queued()).isZero();
        assertThat(mailboxes.pending(account)).isEmpty();
        mailboxes.act(OperationKind.TRASH, message);
        assertThat(mailboxes.pending(account))
                .extracting(PendingOperation::kind)
                .containsExactly(OperationKind.TRASH);
    }

    @Test
    void deleting_replaces_every_unclaimed_wish() {
        long message = mailboxes.message(account);
        mailboxes.act(OperationKind.MARK_READ, message);
        mailboxes.act(OperationKind.TRASH, message);
        mailboxes.act(OperationKind.DELETE, message);
        assertThat(mailboxes.pending(account))
                .extracting(PendingOperation::kind)
                .containsExactly(OperationKind.DELETE);
        assertThat(mailboxes.list(account, OperationStatus.CANCELLED)).hasSize(2);
    }

    @Test
    void a_wish_behind_one_in_flight_waits_and_a_third_replaces_only_the_second() {
        long message = mailboxes.message(account);
        mailboxes.act(OperationKind.MARK_READ, message);
        mailboxes.claim(account);
        mailboxes.act(OperationKind.MARK_UNREAD, message);
        mailboxes.act(OperationKind.MARK_READ, message);
        mailboxes.act(OperationKind.MARK_UNREAD, message);
        assertThat(mailboxes.pending(account))
                .extracting(PendingOperation::kind)
                .containsExactly(OperationKind.MARK_READ, OperationKind.MARK_UNREAD);
    }

    @Test
    void ids_that_are_unknown_or_another_users_change_nothing_and_are_told() {
        long own = mailboxes.message(account);
        long foreign = mailboxes.message(mailboxes.account("bob"));
        var result = mailboxes.act(OperationKind.MARK_READ, own, foreign, 4711L, own);
        assertThat(result.requested()).isEqualTo(3);
        assertThat(result.changed()).isEqualTo(1);
        assertThat(result.refused())
                .extracting("id", "reason")
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(foreign, "unknown"),
                        org.assertj.core.groups.Tuple.tuple(4711L, "unknown"));
        assertThat(beans.query("select seen from message where id = " + foreign))
                .containsExactly(false);
    }

    @Test
    void of_what_is_deleted_only_what_is_not_there_is_told_as_refused() {
        long own = mailboxes.message(account);
        long before = mailboxes.message(account);
        mailboxes.act(OperationKind.DELETE, before);
        var result = mailboxes.act(OperationKind.DELETE, own, before, 4711L);
        assertThat(result.changed()).isEqualTo(1);
        assertThat(result.queued()).isEqualTo(1);
        assertThat(result.refused())
                .extracting("id", "reason")
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(before, "deleted"),
                        org.assertj.core.groups.Tuple.tuple(4711L, "unknown"));
    }

    @Test
    void ten_thousand_messages_are_queued_by_the_same_few_statements() {
        var ids = mailboxes.messages(account, 10_000);
        var result = mailboxes.act(OperationKind.TRASH, ids);
        assertThat(result.queued()).isEqualTo(10_000);
        assertThat(beans.number("select queued_no from account_lane")).isEqualTo(10_000);
        assertThat(beans.number("select count(distinct seq) from pending_operation where status = 'pending'"))
                .isEqualTo(10_000);
    }

    /** No noise moves these: lanes, messages, operations, each once; three more where something is replaced. */
    @Test
    void one_message_or_ten_thousand_take_three_round_trips_in_one_transaction() {
        var ids = mailboxes.messages(account, 10_000);
        assertThat(roundTrips(() -> mailboxes.act(OperationKind.MARK_READ, ids.get(0))))
                .isEqualTo(3);
        assertThat(roundTrips(() -> mailboxes.act(OperationKind.TRASH, ids))).isEqualTo(3);
        assertThat(roundTrips(() -> mailboxes.act(OperationKind.RESTORE, ids))).isLessThanOrEqualTo(6);
    }

    @Test
    void a_click_takes_one_round_trip_unless_it_replaces_another() {
        long message = mailboxes.message(account);
        assertThat(roundTrips(() -> mailboxes.click(OperationKind.MARK_READ, message)))
                .isEqualTo(1);
        assertThat(roundTrips(() -> mailboxes.click(OperationKind.TRASH, message)))
                .isEqualTo(1);
        assertThat(roundTrips(() -> mailboxes.click(OperationKind.MARK_UNREAD, message)))
                .isLessThanOrEqualTo(4);
        assertThat(mailboxes.pending(account))
                .extracting(PendingOperation::kind)
                .containsExactlyInAnyOrder(OperationKind.TRASH, OperationKind.MARK_UNREAD);
    }

    /** PostgreSQL keeps a plan that it made when nothing was pending, and nothing is what a scan reads fastest. */
    @Test
    void an_action_does_not_read_what_is_pending_of_others() {
        var ids = mailboxes.messages(account, 3_000);
        beans.execute("analyze pending_operation");
        ids.subList(0, 10).forEach(id -> mailboxes.act(OperationKind.MARK_READ, id));
        mailboxes.act(OperationKind.MARK_READ, ids.subList(10, 2_990));
        long before = scanned();
        ids.subList(2_990, 3_000).forEach(id -> mailboxes.act(OperationKind.MARK_READ, id));
        assertThat(scanned()).isEqualTo(before);
        ids.subList(0, 10).forEach(id -> mailboxes.click(OperationKind.TRASH, id));
        assertThat(scanned()).isEqualTo(before);
    }

    private long scanned() {
        beans.query("select cast(pg_stat_force_next_flush() as text)");
        return beans.number(
                "select sum(seq_tup_read) from pg_stat_user_tables where relname like 'pending_operation%'");
    }

    /** Without that of the rig, which finds out who the owner is. */
    private long roundTrips(Runnable action) {
        var statistics = beans.factory().unwrap(SessionFactory.class).getStatistics();
        statistics.setStatisticsEnabled(true);
        statistics.clear();
        long before = beans.roundTrips();
        action.run();
        assertThat(statistics.getTransactionCount()).isEqualTo(1 + 1);
        return beans.roundTrips() - before - 1;
    }

    /** Text would be parsed again for every row that PostgreSQL compares with it: 26 s instead of 10 ms for 10,000 ids. */
    @Test
    void ids_reach_the_database_as_an_array() throws Exception {
        var type =
                beans.inTransaction(() -> Sql.of(beans.get(EntityManager.class), "select cast(pg_typeof(:ids) as text)")
                        .setIds("ids", List.of(1L, 2L))
                        .first(row -> row.text(0)));
        assertThat(type).contains("bigint[]");
    }

    @Test
    void a_whole_folder_means_what_the_client_had_seen_but_the_exceptions() {
        var seen = mailboxes.messages(account, 5);
        var newest = seen.get(0);
        beans.execute("update message set internal_date = internal_date - interval '1 hour'");
        long arrivedLater = mailboxes.message(account);
        var folder = beans.number("select folder_id from message where id = " + newest);
        var result =
                mailboxes.act(OperationKind.MARK_READ, new Selection.WholeFolder(folder, newest, List.of(seen.get(3))));
        assertThat(result.requested()).isEqualTo(4);
        assertThat(beans.query("select id from message where not seen order by id"))
                .containsExactly(seen.get(3), arrivedLater);
        assertThatThrownBy(() ->
                        mailboxes.act(OperationKind.MARK_READ, new Selection.WholeFolder(folder, 4711, List.of())))
                .hasMessage("there is no message 4711");
    }

    @Test
    void the_database_itself_allows_one_wish_a_message_aspect_and_slot() {
        long message = mailboxes.message(account);
        mailboxes.act(OperationKind.MARK_READ, message);
        assertThatThrownBy(
                        () -> beans.execute(
                                "insert into pending_operation (account_id, message_id, seq, kind, aspect, status)"
                                        + " select account_id, message_id, 99, 'mark_unread', aspect, status from pending_operation"))
                .hasMessageContaining("one_wish_per_message_and_aspect");
    }

    @Test
    void completed_and_failed_operations_leave_the_pending_ones() throws Exception {
        var ids = mailboxes.messages(account, 2);
        mailboxes.act(OperationKind.MARK_READ, ids);
        var queue = beans.get(OperationQueue.class);
        var operations = mailboxes.pending(account);
        beans.onTrip(trip -> {
            queue.complete(
                    trip,
                    List.of(new OperationQueue.Completion(operations.get(0).id(), null, null)),
                    "node");
            queue.fail(
                    trip,
                    List.of(new OperationQueue.Failure(
                            operations.get(1).id(), ErrorClass.REFUSED, "NO [CANNOT] no", null, false, false, null)),
                    "node");
        });
        assertThat(mailboxes.pending(account)).isEmpty();
        assertThat(mailboxes.list(account, OperationStatus.COMPLETED)).hasSize(1);
        var failed = mailboxes.list(account, OperationStatus.FAILED);
        assertThat(failed).hasSize(1);
        assertThat(failed.get(0).attempts()).isEqualTo(1);
        assertThat(failed.get(0).lastError()).isEqualTo("NO [CANNOT] no");
        assertThat(failed.get(0).lastAttempt()).isNotNull();
    }

    @Test
    void what_is_settled_is_not_settled_once_more() throws Exception {
        mailboxes.act(OperationKind.MARK_READ, mailboxes.message(account));
        var queue = beans.get(OperationQueue.class);
        long id = mailboxes.pending(account).get(0).id();
        beans.onTrip(trip -> {
            queue.complete(trip, List.of(new OperationQueue.Completion(id, "first", null)), "node");
        });
        beans.onTrip(trip -> {
            queue.complete(trip, List.of(new OperationQueue.Completion(id, "second", null)), "node");
            queue.fail(
                    trip,
                    List.of(new OperationQueue.Failure(id, ErrorClass.REFUSED, "NO", null, false, false, null)),
                    "node");
        });
        assertThat(mailboxes.list(account, OperationStatus.COMPLETED))
                .singleElement()
                .satisfies(operation -> assertThat(operation.attempts()).isEqualTo(1));
        assertThat(beans.query("select note from pending_operation")).containsExactly("first");
    }

    @Test
    void a_new_wish_replaces_a_failed_one() throws Exception {
        long message = mailboxes.message(account);
        mailboxes.act(OperationKind.MARK_READ, message);
        long first = mailboxes.pending(account).get(0).id();
        beans.onTrip(trip -> beans.get(OperationQueue.class)
                .fail(
                        trip,
                        List.of(new OperationQueue.Failure(first, ErrorClass.REFUSED, "no", null, false, false, null)),
                        "node"));
        mailboxes.act(OperationKind.MARK_UNREAD, message);
        assertThat(mailboxes.list(account, OperationStatus.FAILED)).isEmpty();
        assertThat(mailboxes.pending(account))
                .extracting(PendingOperation::kind)
                .containsExactly(OperationKind.MARK_UNREAD);
    }

    @Test
    void two_first_operations_of_an_account_at_once_both_succeed() throws Exception {
        var ids = mailboxes.messages(account, 40);
        var results = ids.parallelStream()
                .map(id -> mailboxes.act(OperationKind.MARK_READ, id).queued())
                .toList();
        assertThat(results).containsOnly(1);
        assertThat(beans.number("select count(distinct seq) from pending_operation"))
                .isEqualTo(40);
        assertThat(beans.get(MessageActions.class)).isNotNull();
    }
}
