package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationView;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

/** Folders and lists of messages, on a real database. */
class ReadingTest {

    private final Beans beans = new Beans();
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private final Messages messages = beans.get(Messages.class);
    private long account;
    private Caller alice;

    @BeforeEach
    void connect() {
        account = mailboxes.account("alice");
        alice = new Caller(beans.number("select id from app_user where name = 'alice'"), "alice", false);
    }

    @AfterEach
    void close() {
        beans.close();
    }

    private long folder(String name) {
        return beans.number("select id from folder where account_id = " + account + " and name = '" + name + "'");
    }

    private Page<MessageView> inbox(
            @Nullable String cursor, int limit, @Nullable Boolean unread, @Nullable String search) {
        return messages.list(alice, folder("INBOX"), new Messages.Filter(cursor, null, limit, unread, search));
    }

    private List<Long> everything(int limit) {
        var ids = new ArrayList<Long>();
        String cursor = null;
        do {
            var page = inbox(cursor, limit, null, null);
            page.items().forEach(message -> ids.add(message.id()));
            cursor = page.next();
        } while (cursor != null);
        return ids;
    }

    @Test
    void pages_of_any_size_show_every_message_once_the_newest_first() {
        var ids = mailboxes.messages(account, 57);
        for (int limit : List.of(1, 7, 19, 57, 58, 200)) {
            assertThat(everything(limit)).containsExactlyElementsOf(ids);
        }
    }

    @Test
    void messages_of_the_same_second_are_neither_lost_nor_repeated() {
        var ids = mailboxes.messages(account, 30);
        beans.execute("update message set internal_date = '2026-01-01T00:00:00Z'");
        assertThat(everything(7)).hasSize(30).containsOnlyOnceElementsOf(ids);
    }

    @Test
    void what_arrives_while_paging_moves_nothing() {
        mailboxes.messages(account, 10);
        var first = inbox(null, 5, null, null);
        beans.execute("update message set internal_date = now() + interval '1 day' where id = "
                + first.items().get(0).id());
        var second = inbox(first.next(), 5, null, null);
        var seen = new HashSet<Long>();
        first.items().forEach(message -> seen.add(message.id()));
        second.items().forEach(message -> seen.add(message.id()));
        assertThat(seen).hasSize(10);
        assertThat(second.next()).isNull();
    }

    @Test
    void each_message_tells_whether_the_provider_has_it_too() {
        var ids = mailboxes.messages(account, 4);
        mailboxes.act(OperationKind.MARK_READ, ids.get(1), ids.get(2), ids.get(3));
        beans.execute("update pending_operation set status = 'failed' where message_id = " + ids.get(2));
        beans.execute("update pending_operation set status = 'completed', completed_at = now() where message_id = "
                + ids.get(3));
        assertThat(inbox(null, 10, null, null).items())
                .extracting(MessageView::sync)
                .containsExactly("synced", "pending", "failed", "synced");
        assertThat(messages.view(alice, ids.get(2)).sync()).isEqualTo("failed");
        assertThat(messages.operations(ids.get(3)))
                .extracting(OperationView::status)
                .containsExactly("completed");
    }

    @Test
    void unread_and_search_narrow_the_list() {
        var ids = mailboxes.messages(account, 3);
        mailboxes.act(OperationKind.MARK_READ, ids.get(0));
        beans.execute("update message set subject = '100% of a_b\\c', sender = 'Bébé' where id = " + ids.get(1));
        assertThat(inbox(null, 10, true, null).items()).hasSize(2);
        assertThat(inbox(null, 10, false, null).items())
                .extracting(MessageView::id)
                .containsExactly(ids.get(0));
        for (var found : List.of("100%", "a_b", "\\", "OF A", "bÉb")) {
            assertThat(inbox(null, 10, null, found).items())
                    .extracting(MessageView::id)
                    .containsExactly(ids.get(1));
        }
        for (var nothing : List.of("a%b", "1__%", "aXb", "'; drop table message; --", "%%")) {
            assertThat(inbox(null, 10, null, nothing).items()).isEmpty();
        }
        assertThat(inbox(null, 10, null, " ").items()).hasSize(3);
        assertThatThrownBy(() -> inbox(null, 10, null, "a\u0000b")).isInstanceOf(MailboxProblem.class);
    }

    @Test
    void folders_count_what_the_user_sees() {
        var ids = mailboxes.messages(account, 5);
        mailboxes.act(OperationKind.MARK_READ, ids.get(0));
        mailboxes.act(OperationKind.TRASH, ids.get(1));
        mailboxes.act(OperationKind.DELETE, ids.get(2));
        var folders = beans.get(Folders.class).list(alice, account);
        assertThat(folders).extracting(Folders.FolderView::name).containsExactly("INBOX", "Archive", "Trash");
        assertThat(folders).extracting(Folders.FolderView::total).containsExactly(3L, 0L, 1L);
        assertThat(folders).extracting(Folders.FolderView::unread).containsExactly(2L, 0L, 1L);
        assertThatThrownBy(() -> messages.view(alice, ids.get(2))).isInstanceOf(MailboxProblem.class);
    }

    @Test
    void another_users_things_are_unknown_even_to_administrators() {
        long message = mailboxes.message(account);
        mailboxes.account("bob");
        long bobs = beans.number("select id from app_user where name = 'bob'");
        for (var caller : List.of(new Caller(bobs, "bob", false), new Caller(bobs, "bob", true))) {
            assertThatThrownBy(() -> messages.view(caller, message)).isInstanceOf(MailboxProblem.class);
            assertThatThrownBy(() ->
                            messages.list(caller, folder("INBOX"), new Messages.Filter(null, null, 10, null, null)))
                    .isInstanceOf(MailboxProblem.class);
            assertThatThrownBy(() -> beans.get(Folders.class).list(caller, account))
                    .isInstanceOf(MailboxProblem.class);
            assertThatThrownBy(() -> beans.get(AccountRecords.class).find(caller, account))
                    .isInstanceOf(MailboxProblem.class);
        }
    }

    private List<Long> from(int offset, int limit, @Nullable Boolean unread) {
        var filter = new Messages.Filter(null, offset, limit, unread, null);
        return messages.list(alice, folder("INBOX"), filter).items().stream()
                .map(MessageView::id)
                .toList();
    }

    @Test
    void a_list_can_be_entered_anywhere() {
        var ids = mailboxes.messages(account, 50);
        beans.execute("update message set internal_date = '2026-01-01T00:00:00Z' where id % 3 = 0");
        var all = everything(200);
        for (int offset : List.of(0, 1, 24, 49)) {
            assertThat(from(offset, 10, null))
                    .containsExactlyElementsOf(all.subList(offset, Math.min(50, offset + 10)));
        }
        assertThat(from(50, 10, null)).isEmpty();
        assertThat(from(Integer.MAX_VALUE, 10, null)).isEmpty();

        var page = messages.list(alice, folder("INBOX"), new Messages.Filter(null, 20, 10, null, null));
        assertThat(inbox(page.next(), 10, null, null).items())
                .extracting(MessageView::id)
                .containsExactlyElementsOf(all.subList(30, 40));

        mailboxes.act(OperationKind.MARK_READ, ids.get(0), ids.get(10), ids.get(20));
        var unread = all.stream()
                .filter(id -> !List.of(ids.get(0), ids.get(10), ids.get(20)).contains(id))
                .toList();
        assertThat(from(15, 10, true)).containsExactlyElementsOf(unread.subList(15, 25));
        assertThat(from(1, 10, false)).hasSize(2);
    }

    @Test
    void an_offset_goes_neither_with_a_cursor_nor_with_a_search() {
        mailboxes.messages(account, 3);
        var next = inbox(null, 1, null, null).next();
        for (var filter : List.of(
                new Messages.Filter(next, 1, 10, null, null), new Messages.Filter(null, 1, 10, null, "subject"))) {
            assertThatThrownBy(() -> messages.list(alice, folder("INBOX"), filter))
                    .isInstanceOf(MailboxProblem.class)
                    .hasMessageContaining("offset");
        }
    }

    @Test
    void some_messages_are_read_by_their_ids_and_others_are_left_out() {
        var ids = mailboxes.messages(account, 5);
        long bobs = mailboxes.message(mailboxes.account("bob"));
        mailboxes.act(OperationKind.DELETE, ids.get(4));
        mailboxes.act(OperationKind.MARK_READ, ids.get(1));
        var found = messages.some(alice, List.of(ids.get(3), ids.get(1), ids.get(4), bobs, 999_999_999L));
        assertThat(found).extracting(MessageView::id).containsExactly(ids.get(1), ids.get(3));
        assertThat(found).extracting(MessageView::sync).containsExactly("pending", "synced");
        for (var wrong :
                List.of(List.<Long>of(), LongStream.range(0, 201).boxed().toList())) {
            assertThatThrownBy(() -> messages.some(alice, wrong)).isInstanceOf(MailboxProblem.class);
        }
    }

    @Test
    void entering_a_list_far_down_counts_in_the_index_and_looks_up_operations_for_the_page_only() throws Exception {
        var ids = mailboxes.messages(account, 20_000);
        mailboxes.act(OperationKind.MARK_READ, ids.subList(0, 5_000));
        try (var connection = beans.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("vacuum analyze message, pending_operation");
        }
        var filter = new Messages.Filter(null, 15_000, 50, null, null);
        var listing = new FolderListing(account, folder("INBOX"), filter, null, SearchTerms.of(null));
        var plan = beans.plan(listing.all(), query -> listing.bind(query, listing.all()));
        assertThat(plan)
                .contains("Index Only Scan using message_in_folder", "one_wish_per_message_and_aspect")
                .doesNotContain("Sort", "Seq Scan on message", "Seq Scan on pending_operation_pending");
    }

    @Test
    void a_page_is_read_from_the_index_however_far_down_it_is() throws Exception {
        mailboxes.messages(account, 20_000);
        beans.execute("update message set internal_date = now() - id * interval '1 second'");
        try (var connection = beans.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("analyze message");
            var plan = statement.executeQuery("explain (analyze, buffers, format text) select id from message m where"
                    + " m.folder_id = " + folder("INBOX") + " and not m.removed and (m.internal_date, m.id) <"
                    + " (now() - interval '5 hours', 5) order by m.internal_date desc, m.id desc limit 51");
            var lines = new StringBuilder();
            while (plan.next()) {
                lines.append(plan.getString(1)).append('\n');
            }
            assertThat(lines.toString())
                    .contains("message_in_folder", "Index Cond")
                    .doesNotContain("Sort", "Seq Scan");
        }
    }
}
