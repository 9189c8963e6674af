package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mailback.event.AccountChanged;
import org.mailback.event.Change;
import org.mailback.event.MailChanged;
import org.mailback.event.OperationsChanged;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.FailedOperations;
import org.mailback.operation.LaneRequests;
import org.mailback.operation.OperationKind;
import org.mailback.provider.FolderRole;

/** What is told to the browsers, and what is not. */
class ChangesTest extends OnScriptedProvider {

    private List<Change> told() {
        var told = beans.events().stream()
                .filter(Change.class::isInstance)
                .map(Change.class::cast)
                .toList();
        beans.events().clear();
        return told;
    }

    private OperationsChanged operations(String status, String kind, Long... messages) {
        return OperationsChanged.of(account, status, kind, List.of(messages));
    }

    private List<MailChanged> mail() {
        return told().stream()
                .filter(MailChanged.class::isInstance)
                .map(MailChanged.class::cast)
                .toList();
    }

    private long folderId(String name) {
        return beans.number("select id from folder where name = '" + name + "'");
    }

    private void fetched(String... subjects) {
        Stream.of(subjects).forEach(subject -> provider.deliver("INBOX", subject));
        fetch();
        told();
    }

    @Test
    void an_action_is_pending_and_then_completed() {
        fetched("m1", "m2");
        mailboxes.act(OperationKind.MARK_READ, message("m1"), message("m2"));
        assertThat(told()).containsExactly(operations("pending", "mark_read", message("m1"), message("m2")));
        drain();
        assertThat(told()).containsExactly(operations("completed", "mark_read", message("m1"), message("m2")));
        fetch();
        assertThat(told()).as("the echo of our own writing").isEmpty();
    }

    @Test
    void asking_for_what_already_is_so_tells_nothing() {
        fetched("m1");
        mailboxes.act(OperationKind.MARK_UNREAD, message("m1"));
        assertThat(told()).isEmpty();
    }

    @Test
    void a_wish_that_is_taken_back_is_cancelled() {
        fetched("m1");
        mailboxes.act(OperationKind.TRASH, message("m1"));
        told();
        mailboxes.act(OperationKind.RESTORE, message("m1"));
        assertThat(told()).containsExactly(operations("cancelled", "trash", message("m1")));
    }

    @Test
    void many_messages_are_one_event_that_names_none() {
        var messages = mailboxes.messages(mailboxes.account("bob"), 501);
        mailboxes.act(OperationKind.MARK_READ, messages);
        assertThat(told()).singleElement().isInstanceOfSatisfying(OperationsChanged.class, change -> {
            assertThat(change.count()).isEqualTo(501);
            assertThat(change.messageIds()).isNull();
        });
        mailboxes.act(OperationKind.MARK_UNREAD, messages.subList(0, 500));
        assertThat(told())
                .hasSize(2)
                .allSatisfy(change ->
                        assertThat(((OperationsChanged) change).messageIds()).hasSize(500));
    }

    @Test
    void a_try_that_failed_is_pending_with_its_error_and_the_last_one_is_failed() {
        fetched("m1");
        provider.failing(3);
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        told();
        for (int i = 0; i < 3; i++) {
            drain();
            beans.pass(Duration.ofHours(2));
        }
        var told = told().stream()
                .filter(OperationsChanged.class::isInstance)
                .map(OperationsChanged.class::cast)
                .toList();
        assertThat(told).extracting(OperationsChanged::status).containsExactly("pending", "pending", "failed");
        assertThat(told).allSatisfy(change -> {
            assertThat(change.error()).isNotBlank();
            assertThat(change.errorClass()).isEqualTo(ErrorClass.TEMPORARY.code());
            assertThat(change.messageIds()).containsExactly(message("m1"));
        });
    }

    @Test
    void retry_and_discard_are_told() throws Exception {
        fetched("m1");
        provider.failing(3);
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        for (int i = 0; i < 3; i++) {
            drain();
            beans.pass(Duration.ofHours(2));
        }
        told();
        var id = beans.number("select id from pending_operation where status = 'failed'");
        beans.inTransaction(() -> beans.get(FailedOperations.class).retry(List.of(id), "root"));
        assertThat(told()).containsExactly(operations("pending", "mark_read", message("m1")));
        beans.execute("update pending_operation set status = 'failed' where id = " + id);
        beans.inTransaction(() -> beans.get(FailedOperations.class).discard(List.of(id), "discarded"));
        assertThat(told()).containsExactly(operations("cancelled", "mark_read", message("m1")));
    }

    @Test
    void new_mail_and_new_folders_are_told_with_their_folders() {
        fetched("m1");
        provider.deliver("INBOX", "m2");
        fetch();
        assertThat(told()).containsExactly(MailChanged.arrived(account, folderId("INBOX"), 1, List.of(message("m2"))));
        provider.create("Lists", FolderRole.NONE);
        provider.deliver("Lists", "m3");
        fetch();
        assertThat(mail())
                .contains(
                        MailChanged.folders(account, new java.util.TreeSet<>(List.of(folderId("Lists")))),
                        MailChanged.arrived(account, folderId("Lists"), 1, List.of(message("m3"))));
    }

    @Test
    void what_another_client_does_is_told_once() {
        fetched("m1", "m2");
        long first = message("m1");
        long second = message("m2");
        provider.setSeen("INBOX", "m1", true);
        fetch();
        assertThat(mail()).singleElement().satisfies(change -> {
            assertThat(change.messageIds()).containsExactly(first);
            assertThat(change.changed()).isEqualTo(1);
            assertThat(change.folderIds()).containsExactly(folderId("INBOX"));
        });
        provider.move("INBOX", "Archive", "m1");
        fetch();
        assertThat(mail()).singleElement().satisfies(change -> {
            assertThat(change.messageIds()).containsExactly(first);
            assertThat(change.folderIds()).containsExactlyInAnyOrder(folderId("INBOX"), folderId("Archive"));
        });
        provider.remove("INBOX", "m2");
        fetch();
        assertThat(mail()).singleElement().satisfies(change -> {
            assertThat(change.removed()).isEqualTo(1);
            assertThat(change.messageIds()).containsExactly(second);
        });
        fetch();
        assertThat(mail()).isEmpty();
    }

    @Test
    void the_operations_of_a_message_that_is_gone_are_completed() {
        fetched("m1");
        long message = message("m1");
        provider.remove("INBOX", "m1");
        mailboxes.act(OperationKind.MARK_READ, message);
        told();
        drain();
        assertThat(told()).contains(operations("completed", "mark_read", message));
    }

    @Test
    void an_account_is_told_when_its_state_changes_and_only_then() throws Exception {
        fetched("m1");
        var lease = claimed();
        beans.get(AccountLanes.class).backOff(lease, "unreachable", "no route", Duration.ofSeconds(1));
        assertThat(told()).containsExactly(new AccountChanged(account, "unreachable", "no route"));
        lease = claimed();
        beans.get(AccountLanes.class).backOff(lease, "unreachable", "no route", Duration.ofSeconds(1));
        assertThat(told()).isEmpty();
        lease = claimed();
        beans.get(AccountLanes.class).release(lease, null);
        assertThat(told()).containsExactly(new AccountChanged(account, "active", null));

        beans.inTransaction(() -> {
            beans.get(LaneRequests.class).pause(account, "holiday");
            return null;
        });
        assertThat(told()).containsExactly(new AccountChanged(account, "paused", "holiday"));
        beans.inTransaction(() -> {
            beans.get(LaneRequests.class).resume(account);
            return null;
        });
        assertThat(told()).containsExactly(new AccountChanged(account, "active", null));
    }

    private Lease claimed() {
        beans.execute("update account_lane set due_at = now()");
        return beans.get(LaneClaims.class).claim(account).orElseThrow().lease();
    }

    @Test
    void closing_an_account_cancels_what_waited() throws Exception {
        fetched("m1", "m2");
        mailboxes.act(OperationKind.TRASH, message("m1"), message("m2"));
        told();
        beans.inTransaction(() -> {
            beans.get(LaneRequests.class).close(account);
            return null;
        });
        assertThat(told()).containsExactly(OperationsChanged.of(account, "cancelled", "trash", 2, null));
    }
}
