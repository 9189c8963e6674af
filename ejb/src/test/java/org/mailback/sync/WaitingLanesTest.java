package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.operation.OperationKind;
import org.mailback.platform.NodeEnd;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.Outcome;
import org.mailback.rig.Beans;

/** Lanes that are claimed and settled together are still lanes of their own. */
class WaitingLanesTest extends OnScriptedProvider {

    private final List<Long> accounts = new ArrayList<>();
    private final List<Collection<Long>> hints = new ArrayList<>();
    private volatile int calls;

    @BeforeEach
    void fill() {
        beans.execute("delete from account_lane");
        for (int n = 0; n < 5; n++) {
            long id = mailboxes.account("user" + n);
            var sealed = beans.get(AccountPasswords.class).seal(id, "secret");
            beans.execute(
                    "update account set password_sealed = '\\x" + HexFormat.of().formatHex(sealed.text())
                            + "', password_key_id = '" + sealed.keyId() + "' where id = " + id);
            mailboxes.act(OperationKind.MARK_READ, mailboxes.message(id));
            accounts.add(id);
        }
        beans.put(Hints.class, new Hints() {
            @Override
            void send(Collection<Long> accountIds) {
                hints.add(accountIds);
            }

            @Override
            void sendHelp() {
                calls++;
            }
        });
    }

    /** The names of the methods whose transactions are committed from now on. */
    private List<String> transactions() {
        var transactions = new ArrayList<String>();
        beans.watch(new Beans.Watch() {
            @Override
            public void committed(Method method) {
                transactions.add(method.getName());
            }
        });
        return transactions;
    }

    @Test
    void all_that_wait_are_claimed_at_once_and_settled_with_their_release() {
        var transactions = transactions();
        assertThat(syncWaiting(() -> {})).isEmpty();
        assertThat(transactions).startsWith("claimSeveral", "finish").containsOnly("claimSeveral", "finish");
        assertThat(completed()).hasSize(5);
        assertThat(calls).as("others are called to help").isPositive();
        assertThat(idleLanes()).isEqualTo(5);
    }

    @Test
    void those_that_a_hint_names_are_claimed_together_and_leave_what_is_to_be_fetched_for_later() {
        long fetching = accounts.get(0);
        beans.execute("update account_lane set sync_due_at = now() where account_id = " + fetching);
        var transactions = transactions();
        provider.answering(Outcome.Done.PLAIN);
        provider.answering(Outcome.Done.PLAIN);
        assertThat(beans.get(SyncEngine.class).sync(Set.of(fetching, accounts.get(1))))
                .as("due again, for its fetch")
                .containsExactly(fetching);
        assertThat(transactions).startsWith("claimEach").containsOnly("claimEach", "finish");
        assertThat(completed()).containsExactlyInAnyOrder(fetching, accounts.get(1));
        assertThat(calls).as("another is called to help").isPositive();
    }

    @Test
    void whoever_is_called_to_help_goes_on_with_what_is_claimed_and_asks_for_nothing_else() {
        beans.get(Workbench.class).put(beans.get(LaneClaims.class).claimEach(Set.of(accounts.get(0), accounts.get(1))));
        var transactions = transactions();
        provider.answering(Outcome.Done.PLAIN);
        provider.answering(Outcome.Done.PLAIN);
        beans.get(SyncEngine.class).sync(Set.of());
        assertThat(completed()).containsExactlyInAnyOrder(accounts.get(0), accounts.get(1));
        assertThat(transactions).containsOnly("finish");
    }

    @Test
    void one_that_cannot_be_written_does_not_take_the_others_with_it() {
        beans.spoil();
        beans.execute(
                "create function refuse() returns trigger as 'begin raise exception ''disk full''; end' language plpgsql");
        beans.execute("create trigger refuse before update on pending_operation_pending for each row"
                + " when (new.status = 'completed' and new.account_id = " + accounts.get(2)
                + ") execute function refuse()");
        syncWaiting(() -> {});
        assertThat(completed()).hasSize(4).doesNotContain(accounts.get(2));
        assertThat(beans.query("select lease_owner is not null from account_lane where pause_reason = 'unreachable'"))
                .as("as after a crash: probed when the lease runs out")
                .containsExactly(true);
    }

    @Test
    void one_whose_lease_is_lost_is_left_to_its_new_holder() {
        long lost = accounts.get(1);
        syncWaiting(() -> beans.execute("update account_lane set lease_no = lease_no + 1 where account_id = " + lost));
        assertThat(completed()).hasSize(4).doesNotContain(lost);
    }

    @Test
    void one_that_a_user_has_locked_keeps_no_other_waiting() throws Exception {
        long locked = accounts.get(3);
        try (var user = beans.database().connect()) {
            user.setAutoCommit(false);
            Runnable lock =
                    () -> execute(user, "select 1 from account_lane where account_id = " + locked + " for update");
            var work = CompletableFuture.runAsync(() -> syncWaiting(lock));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> completed().size() == 4);
            assertThat(completed()).doesNotContain(locked);
            user.commit();
            work.get();
        }
        assertThat(completed()).hasSize(5);
    }

    @Test
    void what_is_applied_while_a_locked_lane_is_waited_for_is_left_to_a_colleague() throws Exception {
        var engine = beans.get(SyncEngine.class);
        var bench = beans.get(Workbench.class);
        var results = beans.get(LaneClaims.class).claimEach(Set.of(accounts.get(0), accounts.get(1))).stream()
                .collect(Collectors.toMap(claim -> claim.lease().accountId(), WaitingLanesTest::done));
        long locked = accounts.get(0);
        long other = accounts.get(1);
        bench.put(results.get(locked));
        beans.watch(new Beans.Watch() {
            private final AtomicBoolean first = new AtomicBoolean(true);

            @Override
            public void committed(Method method) {
                if (first.getAndSet(false)) {
                    bench.put(results.get(other));
                }
            }
        });
        try (var user = beans.database().connect()) {
            user.setAutoCommit(false);
            execute(user, "select 1 from account_lane where account_id = " + locked + " for update");
            var work = CompletableFuture.runAsync(() -> engine.sync(Set.of()));
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> calls == 1);
            engine.sync(Set.of());
            assertThat(completed()).containsExactly(other);
            user.commit();
            work.get();
        }
        assertThat(completed()).containsExactlyInAnyOrder(locked, other);
    }

    private static Workbench.Settling done(Claim claim) {
        var outcomes = claim.batch().stream()
                .map(operation -> new ItemOutcome(operation.id(), Outcome.Done.PLAIN))
                .toList();
        return new Workbench.Settling(new Applied(claim.lease(), claim.batch(), outcomes), 0);
    }

    private static void execute(java.sql.Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_is_clicked_meanwhile_is_due_again() {
        long clicked = accounts.get(0);
        assertThat(syncWaiting(() -> mailboxes.act(OperationKind.MARK_READ, mailboxes.message(clicked))))
                .containsExactly(clicked);
    }

    @Test
    void what_was_claimed_and_not_begun_is_handed_over_when_the_node_ends() {
        var end = beans.get(NodeEnd.class);
        syncWaiting(end::announce);
        assertThat(completed()).hasSize(1);
        assertThat(beans.number("select count(*) from account_lane where lease_owner is null and due_at <= now()"))
                .isEqualTo(5);
    }

    /** @param meanwhile happens while the provider has the first account's command */
    private List<Long> syncWaiting(Runnable meanwhile) {
        provider.actingYetAnswering(Outcome.Done.PLAIN, meanwhile);
        for (int n = 1; n < accounts.size(); n++) {
            provider.answering(Outcome.Done.PLAIN);
        }
        return beans.get(SyncEngine.class).syncWaiting(Set.of());
    }

    private List<Long> completed() {
        return beans.query("select account_id from pending_operation where status = 'completed'").stream()
                .map(id -> ((Number) id).longValue())
                .toList();
    }

    private long idleLanes() {
        return beans.number("select count(*) from account_lane where lease_owner is null and claimed_to = 0"
                + " and pause_reason is null and (due_at is null or due_at > now())");
    }
}
