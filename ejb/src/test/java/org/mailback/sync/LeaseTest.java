package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.PendingOperation;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.MailProvider;
import org.mailback.provider.Outcome;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.WriteCommand;

/** Who may work on an account, and what happens between two who want to. */
class LeaseTest extends OnScriptedProvider {

    @Test
    void a_click_while_the_server_is_ill_does_not_knock_earlier() {
        provider.deliver("INBOX", "m1");
        provider.deliver("INBOX", "m2");
        fetch();
        provider.ill(new ProviderFailure.NotSent("connection refused", null));
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        drain();
        mailboxes.act(OperationKind.MARK_READ, message("m2"));
        assertThat(beans.query("select due_at > now() + interval '1 second' from account_lane"))
                .containsExactly(true);
    }

    @Test
    void a_move_without_an_answer_is_probed_and_not_repeated() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.actingWithoutAnswer();
        mailboxes.act(OperationKind.TRASH, message("m1"));
        drain();
        assertThat(only(OperationStatus.PENDING).attempts()).isZero();
        beans.pass(Duration.ofMinutes(10));
        drain();
        assertThat(only(OperationStatus.COMPLETED).kind()).isEqualTo(OperationKind.TRASH);
        assertThat(provider.census()).containsEntry("m1", 1L);
        assertThat(provider.count("Trash", "m1")).isEqualTo(1);
    }

    @Test
    void a_restore_while_the_trash_is_in_flight_follows_behind_it() {
        provider.deliver("INBOX", "m1");
        fetch();
        long message = message("m1");
        provider.meanwhile(() -> mailboxes.act(OperationKind.RESTORE, message));
        mailboxes.act(OperationKind.TRASH, message);
        drain();
        assertThat(provider.applied())
                .extracting(WriteCommand::kind)
                .containsExactly(OperationKind.TRASH, OperationKind.RESTORE);
        assertThat(provider.count("INBOX", "m1")).isEqualTo(1);
        assertThat(folder("m1")).isEqualTo("INBOX");
    }

    @Test
    void an_opposite_click_while_the_first_is_in_flight_follows_behind_it() {
        provider.deliver("INBOX", "m1");
        fetch();
        long message = message("m1");
        provider.meanwhile(() -> mailboxes.act(OperationKind.MARK_UNREAD, message));
        mailboxes.act(OperationKind.MARK_READ, message);
        drain();
        assertThat(provider.applied())
                .extracting(WriteCommand::kind)
                .containsExactly(OperationKind.MARK_READ, OperationKind.MARK_UNREAD);
        assertThat(provider.seen("INBOX", "m1")).isFalse();
    }

    @Test
    void whoever_lost_the_lease_cannot_settle_and_the_next_holder_probes() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.meanwhile(() -> beans.execute("update account_lane set due_at = now() - interval '1 second'"))
                .meanwhile(() -> {});
        long message = message("m1");
        mailboxes.act(OperationKind.TRASH, message);
        var lanes = beans.get(LaneClaims.class);
        var first = lanes.claim(account).orElseThrow();
        provider.apply(null, WritePlan.of(first.batch()).commands().get(0));
        drain();
        assertThat(provider.census()).containsEntry("m1", 1L);
        assertThat(only(OperationStatus.COMPLETED).kind()).isEqualTo(OperationKind.TRASH);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> beans.get(Settlement.class).settle(first.lease(), first.batch(), List.of(), false))
                .isInstanceOf(LeaseLost.class);
    }

    @Test
    void when_the_outcome_cannot_be_written_it_stays_in_flight_and_is_probed_later() {
        provider.deliver("INBOX", "m1");
        fetch();
        beans.spoil();
        beans.execute("create function refuse() returns trigger as 'begin raise exception ''disk full''; end'"
                + " language plpgsql");
        beans.execute("create trigger refuse before update on pending_operation_pending for each row"
                + " when (new.status = 'completed') execute function refuse()");
        long message = message("m1");
        mailboxes.act(OperationKind.TRASH, message);
        drain();
        assertThat(provider.count("Trash", "m1")).isEqualTo(1);
        assertThat(beans.query("select pause_reason from account_lane")).containsExactly("unreachable");

        mailboxes.act(OperationKind.RESTORE, message);
        assertThat(operations(OperationStatus.PENDING))
                .as("the trash was sent, so the restore waits behind it")
                .extracting(PendingOperation::kind)
                .containsExactly(OperationKind.TRASH, OperationKind.RESTORE);
        beans.execute("drop trigger refuse on pending_operation_pending");
        beans.pass(Duration.ofMinutes(2));
        drain();
        assertThat(provider.census()).containsEntry("m1", 1L);
        assertThat(provider.count("INBOX", "m1")).isEqualTo(1);
        assertThat(folder("m1")).isEqualTo("INBOX");
    }

    @Test
    void whatever_ends_a_turn_is_told_and_probed_also_what_the_compiler_does_not_know_of() {
        provider.deliver("INBOX", "m1");
        fetch();
        mailboxes.act(OperationKind.TRASH, message("m1"));
        beans.restart();
        beans.put(MailProvider.class, provider);
        beans.put(Turns.class, new Turns() {
            @Override
            End take(Claim claim, AccountAccess access) {
                throw LeaseTest.<RuntimeException>unchecked(new IOException("thrown by a container"));
            }
        });
        assertThat(beans.get(SyncEngine.class).sync(account)).isFalse();
        assertThat(beans.query("select pause_text from account_lane"))
                .containsExactly("internal error, see the server's log");
        beans.restart();
        beans.put(MailProvider.class, provider);
        beans.pass(Duration.ofMinutes(2));
        drain();
        assertThat(only(OperationStatus.COMPLETED).attempts()).isEqualTo(1);
        assertThat(provider.count("Trash", "m1")).isEqualTo(1);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> E unchecked(Exception checked) throws E {
        throw (E) checked;
    }

    @Test
    void a_lane_is_claimed_by_one_only() {
        provider.deliver("INBOX", "m1");
        fetch();
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        var lanes = beans.get(LaneClaims.class);
        assertThat(lanes.claim(account)).isPresent();
        assertThat(lanes.claim(account)).isEmpty();
    }

    @Test
    void two_workers_on_one_account_never_apply_an_operation_twice() throws Exception {
        for (int i = 0; i < 100; i++) {
            provider.deliver("INBOX", "m" + i);
        }
        fetch();
        var workers = java.util.concurrent.Executors.newFixedThreadPool(2);
        try {
            for (long id : mailboxIds()) {
                mailboxes.act(OperationKind.TRASH, id);
                workers.submit(() -> beans.get(SyncEngine.class).sync(account));
                workers.submit(() -> beans.get(SyncEngine.class).sync(account));
            }
        } finally {
            workers.shutdown();
            assertThat(workers.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES))
                    .isTrue();
        }
        drain();
        assertThat(provider.applied().stream()
                        .flatMap(command -> command.items().stream())
                        .map(WriteCommand.Item::operationId))
                .hasSize(100)
                .doesNotHaveDuplicates();
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(100);
    }

    @Test
    void what_is_queued_while_a_lane_is_being_released_is_not_forgotten() {
        provider.deliver("INBOX", "m1");
        fetch();
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        var lanes = beans.get(LaneClaims.class);
        var claim = lanes.claim(account).orElseThrow();
        beans.get(Settlement.class)
                .settle(
                        claim.lease(),
                        claim.batch(),
                        List.of(new org.mailback.provider.ItemOutcome(
                                claim.batch().get(0).id(), Outcome.Done.PLAIN)),
                        false);
        mailboxes.act(OperationKind.MARK_UNREAD, message("m1"));
        assertThat(beans.get(AccountLanes.class).release(claim.lease(), null))
                .as("due again at once")
                .isTrue();
    }
}
