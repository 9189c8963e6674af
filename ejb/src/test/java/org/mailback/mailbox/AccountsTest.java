package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.MailboxProblem.Kind;
import org.mailback.operation.OperationKind;
import org.mailback.platform.SecretBox;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

class AccountsTest {

    /** Accepts the one password. */
    private static final class Gate implements ProviderGate {
        private final List<AccountSettings> checked = new ArrayList<>();

        @Override
        public void check(AccountSettings settings) {
            checked.add(settings);
            if (!settings.password().startsWith("right")) {
                throw new MailboxProblem(Kind.PROVIDER_REFUSED, "login refused");
            }
        }

        @Override
        public byte[] content(long messageId) {
            throw new MailboxProblem(Kind.GONE, "not here");
        }
    }

    private final Gate gate = new Gate();
    private final Beans beans = new Beans().put(ProviderGate.class, gate);
    private final Accounts accounts = beans.get(Accounts.class);
    private Caller alice;

    @BeforeEach
    void signUp() {
        beans.execute("insert into app_user (name, role) values ('alice', 'user'), ('bob', 'user')");
        alice = caller("alice");
    }

    @AfterEach
    void close() {
        beans.close();
    }

    private Caller caller(String name) {
        return new Caller(beans.number("select id from app_user where name = '" + name + "'"), name, false);
    }

    private static AccountDraft draft(@Nullable String password) {
        return new AccountDraft("alice@x.org", null, "imap.x.org", null, null, "alice", password);
    }

    private String openedPassword(long id) {
        var account = beans.get(AccountRecords.class).find(alice, id);
        return beans.get(AccountPasswords.class)
                .open(
                        id,
                        java.util.Objects.requireNonNull(account.passwordSealed()),
                        String.valueOf(account.passwordKeyId()));
    }

    @Test
    void a_stored_password_is_not_sent_to_another_host_nor_unprotected() {
        long id = accounts.connect(alice, draft("right")).id();
        gate.checked.clear();
        for (var elsewhere : List.of(
                new AccountDraft(null, null, "evil.x.org", null, null, null, null),
                new AccountDraft(null, null, null, null, "none", null, null))) {
            assertThatThrownBy(() -> accounts.change(alice, id, elsewhere)).hasMessageContaining("password");
        }
        assertThat(gate.checked).isEmpty();
        accounts.change(alice, id, new AccountDraft(null, null, "imap2.x.org", null, null, null, "right again"));
        assertThat(openedPassword(id)).isEqualTo("right again");
    }

    @Test
    void a_connected_account_is_due_for_its_import_and_its_password_is_sealed() {
        var account = accounts.connect(alice, draft("right"));
        assertThat(account.port()).isEqualTo(993);
        assertThat(account.tls()).isEqualTo("tls");
        assertThat(account.state()).isEqualTo("importing");
        assertThat(account.displayName()).isEqualTo("alice@x.org");
        assertThat(beans.query("select due_at <= now() from account_lane where account_id = " + account.id()))
                .containsExactly(true);
        assertThat(beans.query("select encode(password_sealed, 'escape') from account")
                        .toString())
                .doesNotContain("right");
        assertThat(openedPassword(account.id())).isEqualTo("right");
    }

    @Test
    void a_refused_login_stores_nothing() {
        assertThatThrownBy(() -> accounts.connect(alice, draft("wrong"))).hasMessage("login refused");
        assertThat(accounts.list(alice)).isEmpty();
        assertThat(beans.number("select count(*) from account")).isZero();
    }

    @Test
    void the_same_account_cannot_be_connected_twice_by_one_user() {
        accounts.connect(alice, draft("right"));
        var asked = gate.checked.size();
        assertThatThrownBy(() -> accounts.connect(alice, draft("right")))
                .isInstanceOfSatisfying(
                        MailboxProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Kind.CONFLICT));
        assertThat(gate.checked).hasSize(asked);
        assertThat(accounts.connect(caller("bob"), draft("right")).id()).isPositive();
        assertThat(accounts.list(alice)).hasSize(1);
    }

    @Test
    void two_who_connect_the_same_account_at_once_are_stopped_by_the_database() {
        accounts.connect(alice, draft("right"));
        var draft = draft("right");
        assertThatThrownBy(() -> beans.get(AccountRecords.class).create(alice, draft.names(), draft.settings()))
                .isInstanceOfSatisfying(
                        MailboxProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Kind.CONFLICT));
    }

    @Test
    void a_new_password_is_tried_first_and_ends_the_pause() {
        long id = accounts.connect(alice, draft("right")).id();
        beans.execute(
                "update account_lane set due_at = null, paused_until = 'infinity', pause_reason = 'auth_required',"
                        + " pause_text = 'password expired'");
        var paused = accounts.view(alice, id);
        assertThat(paused.state()).isEqualTo("auth_required");
        assertThat(paused.stateReason()).isEqualTo("password expired");

        var wrong = new AccountDraft(null, null, null, null, null, null, "wrong");
        assertThatThrownBy(() -> accounts.change(alice, id, wrong)).hasMessage("login refused");
        assertThat(openedPassword(id)).isEqualTo("right");
        assertThat(accounts.view(alice, id).state()).isEqualTo("auth_required");

        accounts.change(alice, id, new AccountDraft(null, null, null, null, null, null, "right again"));
        assertThat(openedPassword(id)).isEqualTo("right again");
        assertThat(accounts.view(alice, id).state()).isEqualTo("importing");
        assertThat(beans.query("select due_at <= now() from account_lane")).containsExactly(true);
    }

    @Test
    void another_port_of_the_same_host_is_tried_with_the_password_that_is_known() {
        long id = accounts.connect(alice, draft("right")).id();
        accounts.change(alice, id, new AccountDraft(null, null, null, 143, "starttls", null, null));
        var tried = gate.checked.get(gate.checked.size() - 1);
        assertThat(tried).isEqualTo(new AccountSettings("imap.x.org", 143, "starttls", "alice", "right"));
        assertThat(accounts.view(alice, id).port()).isEqualTo(143);
    }

    @Test
    void another_name_asks_nobody() {
        long id = accounts.connect(alice, draft("right")).id();
        var asked = gate.checked.size();
        var renamed = accounts.change(alice, id, new AccountDraft(null, "Work", null, null, null, null, null));
        assertThat(renamed.displayName()).isEqualTo("Work");
        assertThat(renamed.email()).isEqualTo("alice@x.org");
        assertThat(gate.checked).hasSize(asked);
    }

    @Test
    void a_deleted_account_forgets_its_password_and_can_be_connected_again() {
        long id = accounts.connect(alice, draft("right")).id();
        accounts.disconnect(alice, id);
        assertThat(accounts.list(alice)).isEmpty();
        assertThat(beans.number("select count(*) from account where password_sealed is not null"))
                .isZero();
        assertThatThrownBy(() -> accounts.view(alice, id)).isInstanceOf(MailboxProblem.class);
        assertThatThrownBy(() -> accounts.syncNow(alice, id)).isInstanceOf(MailboxProblem.class);
        assertThat(accounts.connect(alice, draft("right")).id()).isNotEqualTo(id);
    }

    @Test
    void counts_and_states_tell_how_an_account_is_doing() {
        var mailboxes = new Mailboxes(beans);
        long id = mailboxes.account("alice");
        var ids = mailboxes.messages(id, 3);
        mailboxes.act(OperationKind.MARK_READ, ids);
        beans.execute("update pending_operation set status = 'failed' where message_id = " + ids.get(0));
        beans.execute("update account_lane set pause_reason = 'throttled', pause_text = 'slow down',"
                + " paused_until = now() + interval '1 minute'");
        var account = accounts.view(alice, id);
        assertThat(account.state()).isEqualTo("active");
        assertThat(account.stateReason()).isEqualTo("slow down");
        assertThat(account.pending()).isEqualTo(2);
        assertThat(account.failed()).isEqualTo(1);
        assertThat(account.imported()).isNull();
        beans.execute("update account_lane set pause_reason = 'unreachable'");
        assertThat(accounts.view(alice, id).state()).isEqualTo("unreachable");
    }

    @Test
    void the_first_import_shows_how_far_it_is() {
        long id = accounts.connect(alice, draft("right")).id();
        beans.execute(
                "insert into folder (account_id, name, uid_validity, uid_next, server_exists, import_below) values"
                        + " (" + id + ", 'done', 1, 101, 100, 1), (" + id + ", 'half', 1, 1000, 300, 500),"
                        + " (" + id + ", 'gone', 1, 10, 9, 1)");
        beans.execute("update folder set gone_at = now() where name = 'gone'");
        assertThat(accounts.view(alice, id).imported()).isEqualTo(new AccountView.ImportProgress(250, 400));
    }

    @Test
    void a_password_opens_with_its_account_and_its_key_only() {
        var passwords = beans.get(AccountPasswords.class);
        var sealed = passwords.seal(1, "hunter2");
        assertThat(passwords.open(1, sealed.text(), sealed.keyId())).isEqualTo("hunter2");
        assertThatThrownBy(() -> passwords.open(2, sealed.text(), sealed.keyId()))
                .isInstanceOf(IllegalStateException.class);
        var rotated = new AccountPasswords(
                new SecretBox("k2:" + "B".repeat(43) + "=", "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
        assertThat(rotated.open(1, sealed.text(), sealed.keyId())).isEqualTo("hunter2");
        assertThat(rotated.seal(1, "hunter2").keyId()).isEqualTo("k2");
        var lost = new AccountPasswords(new SecretBox("test:" + "B".repeat(42) + "A=", ""));
        assertThatThrownBy(() -> lost.open(1, sealed.text(), sealed.keyId()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("hunter2");
    }
}
