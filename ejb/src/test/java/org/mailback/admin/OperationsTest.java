package org.mailback.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationQueue;
import org.mailback.operation.OperationStatus;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

class OperationsTest {

    private static final Caller ADMIN = new Caller(0, "admin", true);

    private final Beans beans = new Beans();
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private final Operations operations = beans.get(Operations.class);
    private final Remedies remedies = beans.get(Remedies.class);
    private long account;

    @BeforeEach
    void connect() {
        account = mailboxes.account("alice");
    }

    @AfterEach
    void close() {
        beans.close();
    }

    private long failed(OperationKind kind, long message) throws Exception {
        mailboxes.act(kind, message);
        var operation = mailboxes.pending(account).get(0);
        beans.onTrip(trip -> beans.get(OperationQueue.class)
                .fail(
                        trip,
                        List.of(new OperationQueue.Failure(
                                operation.id(), ErrorClass.QUOTA, "NO [OVERQUOTA] full", null, false, false, null)),
                        "node"));
        return operation.id();
    }

    private Caller owner(String name) {
        return new Caller(beans.number("select id from app_user where name = '" + name + "'"), name, false);
    }

    @Test
    void a_failed_operation_can_be_retried_once() throws Exception {
        long id = failed(OperationKind.MARK_READ, mailboxes.message(account));
        var filter = OperationFilter.failed(List.of(id));
        assertThat(remedies.apply(ADMIN, Remedy.RETRY, filter).changed()).isEqualTo(1);
        assertThat(remedies.apply(ADMIN, Remedy.RETRY, filter).changed()).isZero();
        var view = operations.get(ADMIN, id);
        assertThat(view.status()).isEqualTo("pending");
        assertThat(view.attempts()).isZero();
        assertThat(beans.query("select due_at <= now() from account_lane")).containsExactly(true);
    }

    @Test
    void retrying_never_brings_an_old_wish_back() throws Exception {
        long message = mailboxes.message(account);
        long id = failed(OperationKind.MARK_READ, message);
        mailboxes.act(OperationKind.MARK_UNREAD, message);
        assertThat(remedies.apply(ADMIN, Remedy.RETRY, OperationFilter.failed(List.of(id)))
                        .changed())
                .isZero();
        assertThat(operations.get(ADMIN, id).status()).isEqualTo("cancelled");
        assertThat(beans.query("select seen from message")).containsExactly(false);
    }

    @Test
    void discarding_takes_the_servers_value_for_both_aspects() throws Exception {
        long message = mailboxes.message(account);
        long seen = failed(OperationKind.MARK_READ, message);
        long moved = failed(OperationKind.TRASH, message);
        assertThat(remedies.apply(ADMIN, Remedy.DISCARD, OperationFilter.failed(List.of(seen, moved)))
                        .changed())
                .isEqualTo(2);
        assertThat(beans.query("select seen from message")).containsExactly(false);
        assertThat(beans.query("select f.name from message m join folder f on f.id = m.folder_id"))
                .containsExactly("INBOX");
    }

    @Test
    void a_user_sees_and_changes_only_what_is_their_own() throws Exception {
        long id = failed(OperationKind.MARK_READ, mailboxes.message(account));
        mailboxes.account("bob");
        assertThat(operations
                        .list(owner("alice"), OperationFilter.of(OperationStatus.FAILED), null, 10)
                        .items())
                .hasSize(1);
        assertThat(operations
                        .list(owner("bob"), OperationFilter.of(OperationStatus.FAILED), null, 10)
                        .items())
                .isEmpty();
        assertThat(remedies.apply(owner("bob"), Remedy.RETRY, OperationFilter.failed(List.of(id)))
                        .changed())
                .isZero();
        assertThatThrownBy(() -> operations.get(owner("bob"), id)).isInstanceOf(MailboxProblem.class);
    }

    @Test
    void lists_go_on_behind_the_cursor_newest_first() {
        mailboxes.act(OperationKind.MARK_READ, mailboxes.messages(account, 5));
        var filter = OperationFilter.of(OperationStatus.PENDING);
        var first = operations.list(ADMIN, filter, null, 3);
        var second = operations.list(ADMIN, filter, first.next(), 3);
        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).hasSize(2);
        assertThat(second.next()).isNull();
        assertThat(first.items().get(0).id())
                .isGreaterThan(second.items().get(0).id());
    }

    @Test
    void the_status_counts_what_waits_what_failed_and_which_lanes_are_in_trouble() throws Exception {
        failed(OperationKind.MARK_READ, mailboxes.message(account));
        mailboxes.act(OperationKind.MARK_READ, mailboxes.messages(account, 3));
        mailboxes.claim(account);
        beans.execute(
                "update account_lane set pause_reason = 'auth_required', paused_until = 'infinity', pause_text = 'no'");
        var status = beans.get(SyncOverview.class).status(ADMIN);
        assertThat(status.pending()).isEqualTo(3);
        assertThat(status.inFlight()).isEqualTo(3);
        assertThat(status.failed()).isEqualTo(1);
        assertThat(status.failedByClass()).containsEntry("quota", 1L);
        assertThat(status.oldestPending()).isNotNull();
        assertThat(status.lanesInTrouble()).singleElement().satisfies(lane -> {
            assertThat(lane.reason()).isEqualTo("auth_required");
            assertThat(lane.until()).isNull();
        });
    }
}
