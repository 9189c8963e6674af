package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mailback.admin.OperationDetail.Event;
import org.mailback.admin.OperationHistory;
import org.mailback.admin.SyncOverview;
import org.mailback.admin.SyncOverview.Hour;
import org.mailback.mailbox.Caller;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.provider.Outcome;

/** What the engine leaves for the console: counts by the hour, and a history of every try. */
class ActivityTest extends OnScriptedProvider {

    private static final Caller ADMIN = new Caller(0, "root", true);

    private final SyncOverview overview = beans.get(SyncOverview.class);

    private void deliver(int count) {
        for (int i = 0; i < count; i++) {
            provider.deliver("INBOX", "m" + i);
        }
        fetch();
    }

    @Test
    void what_settles_is_counted_by_the_hour_for_the_account_and_in_total() {
        deliver(5);
        provider.poisoned("m4", new Outcome.Refused(ErrorClass.REFUSED, "BAD no"));
        provider.poisoned("m3", new Outcome.TryAgain("NO [INUSE]"));
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        long other = mailboxes.account("bob");
        assertThat(overview.activity(24, null)).hasSize(24).last().satisfies(hour -> {
            assertThat(hour.completed()).isEqualTo(3);
            assertThat(hour.failed()).isEqualTo(1);
            assertThat(hour.retried()).isEqualTo(1);
        });
        assertThat(overview.activity(3, account).get(2).completed()).isEqualTo(3);
        assertThat(overview.activity(3, other)).extracting(Hour::completed).containsExactly(0L, 0L, 0L);
        assertThat(overview.status(ADMIN).completedToday()).isEqualTo(3);
        assertThat(overview.status(ADMIN).failedToday()).isEqualTo(1);
        assertThat(overview.status(owner(other)).completedToday()).isZero();
        assertThat(overview.status(owner(account)).completedToday()).isEqualTo(3);
    }

    private Caller owner(long ofAccount) {
        return new Caller(beans.number("select owner_id from account where id = " + ofAccount), "owner", false);
    }

    @Test
    void hours_without_anything_are_there_too_and_old_ones_are_not_today() {
        deliver(1);
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        beans.execute("update total_activity set hour = hour - interval '30 hours'");
        var hours = overview.activity(48, null);
        assertThat(hours).hasSize(48);
        assertThat(hours.get(17).completed()).isEqualTo(1);
        assertThat(hours.stream().mapToLong(Hour::completed).sum()).isEqualTo(1);
        assertThat(hours.get(17).at().plus(Duration.ofHours(30)))
                .isEqualTo(hours.get(47).at());
        assertThat(overview.status(ADMIN).completedToday()).isZero();
    }

    @Test
    void discarded_and_replaced_wishes_do_not_count_as_completed() {
        deliver(1);
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        mailboxes.act(OperationKind.MARK_UNREAD, mailboxIds());
        drain();
        assertThat(overview.activity(1, null).get(0).completed()).isEqualTo(1);
    }

    @Test
    void every_try_has_its_node_and_how_long_the_provider_took() {
        deliver(1);
        provider.failing(1);
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        beans.pass(Duration.ofMinutes(5));
        drain();
        var history = beans.get(OperationHistory.class)
                .get(only(OperationStatus.COMPLETED).id())
                .history();
        assertThat(history)
                .extracting(Event::event, Event::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("queued", null),
                        org.assertj.core.groups.Tuple.tuple("attempt", "again"),
                        org.assertj.core.groups.Tuple.tuple("attempt", "done"),
                        org.assertj.core.groups.Tuple.tuple("completed", null));
        assertThat(history.subList(1, 3)).allSatisfy(attempt -> {
            assertThat(attempt.node()).isEqualTo(beans.get(Node.class).name());
            assertThat(attempt.durationMs()).isNotNull().isNotNegative();
        });
        assertThat(history.get(1).error()).contains("UNAVAILABLE");
    }

    @Test
    void a_try_whose_connection_was_cut_is_in_the_history_and_uses_no_attempt() {
        deliver(1);
        provider.poisoned("m0", new Outcome.Unknown("cut"));
        mailboxes.act(OperationKind.TRASH, mailboxIds());
        drain();
        var operation = only(OperationStatus.PENDING);
        assertThat(operation.attempts()).isZero();
        assertThat(beans.get(OperationHistory.class).get(operation.id()).history())
                .last()
                .extracting(Event::outcome)
                .isEqualTo("unknown");
    }

    @Test
    void a_lane_tells_since_when_it_is_in_trouble_and_when_it_was_fetched_last() {
        deliver(1);
        assertThat(beans.query("select fetched_at is not null and paused_since is null from account_lane"))
                .containsExactly(true);
        provider.ill(new org.mailback.provider.ProviderFailure.NotSent("connection refused", null));
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        beans.execute("update account_lane set paused_since = paused_since - interval '1 hour'");
        var since = beans.query("select paused_since from account_lane");
        beans.pass(Duration.ofMinutes(10));
        drain();
        assertThat(beans.query("select paused_since from account_lane")).isEqualTo(since);
        provider.ill(new org.mailback.provider.ProviderFailure.AuthenticationRefused("no"));
        beans.pass(Duration.ofMinutes(10));
        drain();
        assertThat(beans.query("select paused_since > now() - interval '1 minute' from account_lane"))
                .containsExactly(true);
        provider.ill(null);
        beans.execute("update account_lane set due_at = now()");
        drain();
        assertThat(beans.query("select paused_since from account_lane")).containsExactly((Object) null);
    }
}
