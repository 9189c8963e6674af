package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.ActionResult.Refusal;
import org.mailback.operation.LaneDue;
import org.mailback.operation.OperationKind;
import org.mailback.operation.Wish;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

class SingleActionsTest {

    private final Beans beans = new Beans();
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private final List<String> transactions = Collections.synchronizedList(new ArrayList<>());
    private long alices;
    private long bobs;

    @BeforeEach
    void connect() {
        alices = mailboxes.account("alice");
        bobs = mailboxes.account("bob");
        beans.watch(new Beans.Watch() {
            @Override
            public void committed(Method method) {
                transactions.add(method.getName());
            }
        });
    }

    @AfterEach
    void close() {
        beans.close();
    }

    private Caller owner(long account) {
        return new Caller(beans.number("select owner_id from account where id = " + account), "owner", false);
    }

    private ActionResult act(long account, OperationKind kind, long message) {
        return beans.get(SingleActions.class).apply(owner(account), kind, message);
    }

    private List<MessageActions.Answer> together(Wish... wishes) {
        return beans.get(MessageActions.class).applyTogether(List.of(wishes), false);
    }

    @Test
    void one_alone_takes_one_transaction() {
        long message = mailboxes.message(alices);
        var result = act(alices, OperationKind.MARK_READ, message);
        assertThat(result).isEqualTo(new ActionResult(1, 1, 1, List.of(), List.of(message)));
        assertThat(act(alices, OperationKind.MARK_READ, message))
                .isEqualTo(new ActionResult(1, 0, 0, List.of(), List.of()));
        assertThat(transactions).containsExactly("applyTogether", "applyTogether");
        assertThat(beans.events()).contains(new LaneDue(alices));
    }

    @Test
    void wishes_of_several_users_share_a_transaction_and_each_is_in_its_owners_name() {
        long alice = owner(alices).userId();
        long bob = owner(bobs).userId();
        long hers = mailboxes.message(alices);
        long his = mailboxes.message(bobs);
        long another = mailboxes.message(bobs);
        mailboxes.act(OperationKind.MARK_READ, another);
        beans.execute("delete from pending_operation");
        long third = mailboxes.message(bobs);
        var answers = together(
                new Wish(bob, OperationKind.MARK_READ, his),
                new Wish(bob, OperationKind.TRASH, third),
                new Wish(alice, OperationKind.MARK_READ, hers),
                new Wish(bob, OperationKind.MARK_READ, another));
        assertThat(answers)
                .containsExactly(
                        new MessageActions.Answer(new ActionResult(1, 1, 1, List.of(), List.of(his)), bobs),
                        new MessageActions.Answer(new ActionResult(1, 1, 1, List.of(), List.of(third)), bobs),
                        new MessageActions.Answer(new ActionResult(1, 1, 1, List.of(), List.of(hers)), alices),
                        new MessageActions.Answer(new ActionResult(1, 0, 0, List.of(), List.of()), bobs));
        assertThat(
                        beans.query(
                                "select kind || ' ' || message_id || ' of ' || created_by || ' no ' || seq from pending_operation"))
                .containsExactlyInAnyOrder(
                        "mark_read " + hers + " of " + alice + " no 1",
                        "mark_read " + his + " of " + bob + " no 2",
                        "trash " + third + " of " + bob + " no 3");
        assertThat(beans.events()).contains(new LaneDue(alices), new LaneDue(bobs));
    }

    @Test
    void nobody_reaches_another_ones_message_by_asking_together_with_him() {
        long alice = owner(alices).userId();
        long bob = owner(bobs).userId();
        long hers = mailboxes.message(alices);
        long his = mailboxes.message(bobs);
        var answers = together(
                new Wish(bob, OperationKind.TRASH, hers),
                new Wish(alice, OperationKind.TRASH, hers),
                new Wish(bob, OperationKind.TRASH, his));
        assertThat(answers).extracting(MessageActions.Answer::result).element(0).isNull();
        assertThat(answers).extracting(MessageActions.Answer::accountId).containsExactly(null, alices, bobs);
        assertThat(beans.query("select created_by from pending_operation where message_id = " + hers))
                .containsExactly(alice);
        assertThat(act(bobs, OperationKind.MARK_READ, hers).refused()).containsExactly(new Refusal(hers, "unknown"));
        assertThat(beans.query("select seen from message where id = " + hers)).containsExactly(false);
    }

    @Test
    void nobody_changes_another_ones_message_by_what_its_owner_asks_at_the_same_time() {
        long alice = owner(alices).userId();
        long bob = owner(bobs).userId();
        long hers = mailboxes.message(alices);
        var deletes = new Wish(bob, OperationKind.DELETE, hers);
        var reads = new Wish(alice, OperationKind.MARK_READ, hers);
        assertThat(together(deletes, reads)).containsOnly(new MessageActions.Answer(null, null));
        assertThat(together(reads, deletes))
                .containsExactly(
                        new MessageActions.Answer(new ActionResult(1, 1, 1, List.of(), List.of(hers)), alices),
                        new MessageActions.Answer(null, null));
        assertThat(beans.query("select kind || ' of ' || created_by from pending_operation"))
                .containsExactly("mark_read of " + alice);
        assertThat(beans.query("select removed from message where id = " + hers))
                .containsExactly(false);
        assertThat(act(bobs, OperationKind.DELETE, hers).refused()).containsExactly(new Refusal(hers, "unknown"));
    }

    @Test
    void of_two_kinds_of_one_message_the_second_is_left_for_a_transaction_of_its_own() {
        long alice = owner(alices).userId();
        long message = mailboxes.message(alices);
        var answers = together(
                new Wish(alice, OperationKind.TRASH, message), new Wish(alice, OperationKind.RESTORE, message));
        assertThat(answers.get(0).result()).isNotNull();
        assertThat(answers.get(1).result()).isNull();
        assertThat(act(alices, OperationKind.RESTORE, message).changed()).isEqualTo(1);
        assertThat(mailboxes.pending(alices)).isEmpty();
    }

    @Test
    void what_is_named_twice_is_done_once() {
        long alice = owner(alices).userId();
        long message = mailboxes.message(alices);
        var answers = together(
                new Wish(alice, OperationKind.MARK_READ, message), new Wish(alice, OperationKind.MARK_READ, message));
        assertThat(answers.get(0).result()).isNotNull();
        assertThat(answers.get(1).result()).isNull();
        assertThat(mailboxes.pending(alices)).hasSize(1);
    }

    @Test
    void a_message_deleted_for_ever_is_refused_as_such() {
        long message = mailboxes.message(alices);
        act(alices, OperationKind.DELETE, message);
        assertThat(act(alices, OperationKind.RESTORE, message).refused())
                .containsExactly(new Refusal(message, "deleted"));
    }

    @Test
    void a_wish_that_is_taken_back_changes_the_message_and_queues_nothing() {
        long message = mailboxes.message(alices);
        act(alices, OperationKind.TRASH, message);
        assertThat(act(alices, OperationKind.RESTORE, message))
                .isEqualTo(new ActionResult(1, 1, 0, List.of(), List.of(message)));
        assertThat(mailboxes.pending(alices)).isEmpty();
    }

    @Test
    void a_locked_lane_keeps_those_waiting_who_want_something_of_its_account_and_nobody_else() throws Exception {
        keepsWaiting("select 1 from account_lane where account_id = " + alices + " for update");
    }

    @Test
    void a_locked_message_keeps_those_waiting_who_want_it_and_nobody_else() throws Exception {
        keepsWaiting("select 1 from message where account_id = " + alices + " for update");
    }

    @Test
    void an_account_that_is_deleted_while_somebody_waits_for_it_gets_no_operation() throws Exception {
        long message = mailboxes.message(alices);
        try (var other = beans.database().connect()) {
            other.setAutoCommit(false);
            execute(other, "select 1 from account_lane where account_id = " + alices + " for update");
            execute(other, "update account set deleted_at = now() where id = " + alices);
            var single = CompletableFuture.supplyAsync(() -> act(alices, OperationKind.MARK_READ, message));
            var bulk = CompletableFuture.supplyAsync(() -> mailboxes.act(OperationKind.TRASH, message));
            awaitLocked(2);
            other.commit();
            assertThat(single.join().refused()).containsExactly(new Refusal(message, "unknown"));
            assertThat(bulk.join().changed()).isZero();
        }
        assertThat(beans.number("select count(*) from pending_operation")).isZero();
    }

    private void awaitLocked(int count) {
        Awaitility.await()
                .until(() -> beans.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and datname = current_database()")
                        == count);
    }

    /** Were it to wait for the lock, nobody would end that. */
    @Test
    void who_meets_a_locked_lane_tries_again_before_he_waits_for_it() throws Exception {
        long message = mailboxes.message(alices);
        try (var other = beans.database().connect()) {
            other.setAutoCommit(false);
            execute(other, "select 1 from account_lane where account_id = " + alices + " for update");
            beans.watch(new Beans.Watch() {
                @Override
                public void committed(Method method) {
                    transactions.add(method.getName());
                    if (transactions.size() == 3) {
                        commit(other);
                    }
                }
            });
            var result = CompletableFuture.supplyAsync(() -> act(alices, OperationKind.MARK_READ, message));
            assertThat(result)
                    .succeedsWithin(Duration.ofMinutes(1))
                    .extracting(ActionResult::queued)
                    .isEqualTo(1);
        }
        assertThat(transactions).containsExactly("applyTogether", "applyTogether", "applyTogether", "applyTogether");
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keepsWaiting(String lock) throws SQLException {
        long hers = mailboxes.message(alices);
        long his = mailboxes.message(bobs);
        try (var other = beans.database().connect()) {
            other.setAutoCommit(false);
            execute(other, lock);
            var waits = CompletableFuture.supplyAsync(() -> act(alices, OperationKind.MARK_READ, hers));
            awaitLocked(1);
            assertThat(act(bobs, OperationKind.MARK_READ, his).queued()).isEqualTo(1);
            assertThat(waits).isNotDone();
            other.commit();
            assertThat(waits)
                    .succeedsWithin(Duration.ofMinutes(1))
                    .isEqualTo(new ActionResult(1, 1, 1, List.of(), List.of(hers)));
        }
        assertThat(Set.copyOf(transactions)).containsOnly("applyTogether");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void one_that_cannot_be_written_takes_nobody_with_it_who_shares_its_transaction() {
        long carols = mailboxes.account("carol");
        long hers = mailboxes.message(alices);
        long his = mailboxes.message(bobs);
        long leaders = mailboxes.message(carols);
        beans.spoil();
        beans.execute(
                "create function refuse() returns trigger as 'begin raise exception ''no''; end' language plpgsql");
        beans.execute("create trigger refuse before insert on pending_operation_pending for each row"
                + " when (new.message_id = " + hers + ") execute function refuse()");
        var leading = new CountDownLatch(1);
        var others = new CountDownLatch(1);
        beans.watch(new Beans.Watch() {
            @Override
            public void committing(Method method) {
                leading.countDown();
                awaitUninterruptibly(others);
            }

            @Override
            public void committed(Method method) {
                transactions.add(method.getName());
            }
        });
        var threads = new ArrayList<Thread>();
        var lead = later(threads, () -> act(carols, OperationKind.MARK_READ, leaders));
        awaitUninterruptibly(leading);
        var refused = later(threads, () -> act(alices, OperationKind.MARK_READ, hers));
        var done = later(threads, () -> act(bobs, OperationKind.MARK_READ, his));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> threads.subList(1, 3).stream()
                        .allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        others.countDown();
        assertThat(lead.join().queued()).isEqualTo(1);
        assertThat(done.join().queued()).isEqualTo(1);
        assertThatThrownBy(refused::join).hasMessageContaining("no");
        assertThat(transactions).containsExactly("applyTogether", "apply");
        assertThat(beans.query("select seen from message where id = " + hers)).containsExactly(false);
    }

    private static CompletableFuture<ActionResult> later(List<Thread> threads, Supplier<ActionResult> action) {
        return CompletableFuture.supplyAsync(action, task -> {
            var thread = new Thread(task);
            threads.add(thread);
            thread.start();
        });
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
