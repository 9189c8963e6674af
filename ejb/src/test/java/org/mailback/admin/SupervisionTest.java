package org.mailback.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.admin.SupervisedAccounts.Sort;
import org.mailback.admin.SupervisedAccounts.Wanted;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.mailbox.Users;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;

/** Groups of trouble, accounts, and the trail that administrators leave. */
class SupervisionTest extends OnConsole {

    private final SupervisedAccounts accounts = beans.get(SupervisedAccounts.class);
    private long alice;
    private long bob;

    @BeforeEach
    void connect() {
        alice = mailboxes.account("alice");
        bob = mailboxes.account("bob");
    }

    private void trouble(long account, String reason, String text, int streak) {
        beans.execute("update account_lane set pause_reason = '" + reason + "', pause_text = '" + text
                + "', paused_until = 'infinity', paused_since = now() - interval '1 hour', fail_streak = " + streak
                + " where account_id = " + account);
    }

    private List<SupervisedAccount> list(Wanted wanted, Sort sort) {
        return accounts.list(wanted, sort, false, 0, 50).items();
    }

    @Test
    void what_failed_is_grouped_by_class_and_account_and_what_waits_by_reason_and_server() {
        failed(alice, 3, ErrorClass.QUOTA, "NO full");
        failed(alice, 1, ErrorClass.REFUSED, "NO never");
        mailboxes.act(OperationKind.MARK_READ, mailboxes.messages(alice, 5));
        mailboxes.act(OperationKind.MARK_READ, mailboxes.messages(bob, 4));
        trouble(alice, "auth_required", "login refused", 2);
        trouble(bob, "auth_required", "login refused for bob", 9);
        assertThat(beans.get(TroubleGroups.class).list())
                .satisfiesExactly(
                        group -> {
                            assertThat(group.type()).isEqualTo("waiting");
                            assertThat(group.reason()).isEqualTo("auth_required");
                            assertThat(group.host()).isEqualTo("localhost");
                            assertThat(group.accounts()).isEqualTo(2);
                            assertThat(group.operations()).isEqualTo(9);
                            assertThat(group.accountId()).isNull();
                            assertThat(group.since()).isNotNull();
                            assertThat(group.text()).isEqualTo("login refused for bob");
                        },
                        group -> {
                            assertThat(group.type()).isEqualTo("failed");
                            assertThat(group.reason()).isEqualTo("quota");
                            assertThat(group.operations()).isEqualTo(3);
                            assertThat(group.account()).isEqualTo("alice@example.org");
                            assertThat(group.accountId()).isEqualTo(alice);
                            assertThat(group.text()).isEqualTo("NO full");
                        },
                        group -> assertThat(group.reason()).isEqualTo("refused"));
    }

    @Test
    void accounts_show_what_waits_and_how_long_already() {
        mailboxes.act(OperationKind.MARK_READ, mailboxes.messages(bob, 2));
        beans.execute("update pending_operation set created_at = now() - interval '90 seconds'");
        failed(alice, 1, ErrorClass.QUOTA, "full");
        var worst = list(new Wanted(null, null), Sort.LAG);
        assertThat(worst).extracting(SupervisedAccount::id).containsExactly(bob, alice);
        assertThat(worst.get(0)).satisfies(account -> {
            assertThat(account.owner()).isEqualTo("bob");
            assertThat(account.pending()).isEqualTo(2);
            assertThat(account.failed()).isZero();
            assertThat(account.lagSeconds()).isBetween(90L, 100L);
            assertThat(account.state()).isEqualTo("active");
        });
        assertThat(worst.get(1).lagSeconds()).isNull();
        assertThat(list(new Wanted(null, null), Sort.FAILED).get(0).id()).isEqualTo(alice);
    }

    @Test
    void accounts_are_found_by_address_owner_server_and_state() {
        beans.execute("update account set imported_at = null, host = 'imap_1.example' where id = " + bob);
        trouble(alice, "throttled", "wait", 1);
        assertThat(list(new Wanted("ALICE@", null), Sort.EMAIL))
                .extracting(SupervisedAccount::id)
                .containsExactly(alice);
        assertThat(list(new Wanted("p_1.ex", null), Sort.EMAIL))
                .extracting(SupervisedAccount::id)
                .containsExactly(bob);
        assertThat(list(new Wanted(null, "throttled"), Sort.STATE))
                .extracting(SupervisedAccount::id)
                .containsExactly(alice);
        assertThat(list(new Wanted(null, "importing"), Sort.PENDING))
                .extracting(SupervisedAccount::id)
                .containsExactly(bob);
        var page = accounts.list(new Wanted(null, null), Sort.EMAIL, true, 1, 1);
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.items()).extracting(SupervisedAccount::id).containsExactly(bob);
        beans.execute("update account set deleted_at = now() where id = " + bob);
        assertThat(list(new Wanted(null, null), Sort.EMAIL)).hasSize(1);
        assertThatThrownBy(() -> accounts.pause(ADMIN, bob, null)).isInstanceOf(MailboxProblem.class);
    }

    @Test
    void an_administrator_pauses_and_resumes_any_account_and_it_is_written_down() {
        var paused = accounts.pause(ADMIN, alice, "server moves");
        assertThat(paused.state()).isEqualTo("paused");
        assertThat(paused.stateReason()).isEqualTo("paused by root: server moves");
        mailboxes.act(OperationKind.MARK_READ, mailboxes.message(alice));
        assertThat(beans.query("select due_at from account_lane where account_id = " + alice))
                .containsExactly((Object) null);
        var resumed = accounts.resume(ADMIN, alice);
        assertThat(resumed.state()).isEqualTo("active");
        assertThat(beans.query("select due_at <= now() and paused_since is null from account_lane where account_id = "
                        + alice))
                .containsExactly(true);
        accounts.syncNow(ADMIN, bob);
        assertThat(audit())
                .extracting(AuditLog.Entry::action, AuditLog.Entry::target, AuditLog.Entry::detail)
                .containsExactly(
                        tuple("sync", "account bob@example.org", null),
                        tuple("resume", "account alice@example.org", null),
                        tuple("pause", "account alice@example.org", "server moves"));
    }

    @Test
    void what_an_owner_does_with_their_own_is_no_administrators_action() {
        var ids = failed(alice, 2, ErrorClass.QUOTA, "full");
        var remedies = beans.get(Remedies.class);
        remedies.apply(ADMIN, Remedy.RETRY, OperationFilter.failed(ids.subList(0, 1)));
        assertThat(audit()).isEmpty();
        var verdict = remedies.administer(ADMIN, Remedy.DISCARD, OperationFilter.failed(ids));
        assertThat(verdict).isEqualTo(new Remedies.Verdict(2, 1, 1));
        assertThat(audit()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("discard");
            assertThat(entry.count()).isEqualTo(1);
            assertThat(entry.detail()).isEqualTo("2 chosen operations");
        });
    }

    @Test
    void an_action_that_is_rolled_back_leaves_no_entry() {
        var ids = failed(alice, 1, ErrorClass.QUOTA, "full");
        assertThatThrownBy(() -> inTransaction(() -> {
                    beans.get(Remedies.class).administer(ADMIN, Remedy.RETRY, OperationFilter.failed(ids));
                    throw new IllegalArgumentException("afterwards");
                }))
                .hasMessageContaining("afterwards");
        assertThat(audit()).isEmpty();
        assertThat(count(alice, OperationStatus.FAILED)).isEqualTo(1);
    }

    @Test
    void users_created_and_changed_are_written_down_without_their_password() {
        var users = beans.get(Users.class);
        users.create(ADMIN, "carol", "correct horse", "user");
        users.change(ADMIN, "carol", "battery staple", "admin");
        assertThatThrownBy(() -> users.create(ADMIN, "carol", "correct horse", "user"))
                .isInstanceOf(MailboxProblem.class);
        assertThat(audit())
                .extracting(AuditLog.Entry::action, AuditLog.Entry::target, AuditLog.Entry::detail)
                .containsExactly(
                        tuple("user_change", "user carol", "password, role admin"),
                        tuple("user_create", "user carol", "role user"));
    }

    @Test
    void the_trail_is_read_page_by_page() {
        for (int i = 0; i < 5; i++) {
            accounts.syncNow(ADMIN, alice);
        }
        var log = beans.get(AuditLog.class);
        var first = log.list(null, 3);
        var second = log.list(first.next(), 3);
        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).hasSize(2);
        assertThat(second.next()).isNull();
        assertThatThrownBy(() -> log.list("x", 3)).hasMessageContaining("cursor");
    }
}
