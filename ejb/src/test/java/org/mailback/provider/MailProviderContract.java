package org.mailback.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Outcome.Done;
import org.mailback.provider.Outcome.Gone;
import org.mailback.provider.Outcome.Moved;
import org.mailback.provider.Outcome.NoTarget;
import org.mailback.provider.Outcome.Position;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Mail;

/** What every mail provider must do, whatever the server behind it; a second mail client looks whether it did. */
public abstract class MailProviderContract {

    protected static final String PASSWORD = "secret";

    protected MailProvider provider;
    protected AccountAccess access;
    protected ImapClient client;

    /** A user of the server that nobody has used before, with the folders INBOX and Trash. */
    protected abstract AccountAccess freshAccount();

    protected abstract ImapClient clientOf(AccountAccess account);

    protected abstract MailProvider newProvider();

    @BeforeEach
    void connect() {
        access = freshAccount();
        client = clientOf(access);
        provider = newProvider();
    }

    @Test
    void folders_are_listed_with_their_roles() {
        client.create("Projects");

        var roles = provider.folders(access).stream().collect(Collectors.toMap(RemoteFolder::name, RemoteFolder::role));

        assertThat(roles)
                .containsEntry("INBOX", FolderRole.INBOX)
                .containsEntry("Trash", FolderRole.TRASH)
                .containsEntry("Projects", FolderRole.NONE);
    }

    @Test
    void folder_names_are_text_and_not_modified_utf_7() {
        client.create("Entw&APw-rfe &- mehr");
        client.append("Entw&APw-rfe &- mehr", "<1@x>");

        assertThat(provider.folders(access)).extracting(RemoteFolder::name).contains("Entw\u00fcrfe & mehr");
        assertThat(provider.state(access, "Entw\u00fcrfe & mehr").exists()).isEqualTo(1);
    }

    @Test
    void a_folder_s_counters_follow_the_server() {
        var before = provider.state(access, "INBOX");
        var uid = client.append("INBOX", "<1@x>");
        var after = provider.state(access, "INBOX");

        assertThat(before.exists()).isZero();
        assertThat(after.exists()).isEqualTo(1);
        assertThat(after.uidNext()).isGreaterThan(uid);
        assertThat(after.uidValidity()).isEqualTo(before.uidValidity()).isEqualTo(client.uidValidity("INBOX"));
    }

    @Test
    void headers_are_decoded() {
        var uid = client.append(
                "INBOX",
                Mail.withId("<1@x>")
                        .flags("\\Seen", "\\Flagged")
                        .internalDate(Instant.parse("2024-05-06T07:08:09Z"))
                        .text("""
                                From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <joerg@example.org>
                                To: a@example.org, "Last, First" <b@example.org>
                                Subject: =?utf-8?B?R3LDvMOfZQ==?= "quoted" \\ back
                                Date: Mon, 06 May 2024 09:00:00 +0200
                                Message-ID: <1@x>

                                text
                                """));

        var message = only(provider.messages(access, inbox(), new UidRange(1, 1_000)));

        assertThat(message.uid()).isEqualTo(uid);
        assertThat(message.flags().seen()).isTrue();
        assertThat(message.flags().others()).containsExactly("\\Flagged");
        assertThat(message.subject()).isEqualTo("Gr\u00fc\u00dfe \"quoted\" \\ back");
        assertThat(message.from()).isEqualTo("J\u00f6rg M\u00fcller <joerg@example.org>");
        assertThat(message.to()).contains("a@example.org", "b@example.org");
        assertThat(message.date()).isEqualTo(Instant.parse("2024-05-06T07:00:00Z"));
        assertThat(message.fingerprint().messageId()).isEqualTo("<1@x>");
        assertThat(message.fingerprint().internalDate()).isEqualTo(Instant.parse("2024-05-06T07:08:09Z"));
        assertThat(message.fingerprint().size()).isPositive();
    }

    @Test
    void a_message_without_any_header_is_listed_too() {
        client.append("INBOX", Mail.withId("").text("Date: not at all\n\nonly text\n"));
        client.append("INBOX", Mail.withId("<2@x>"));

        var messages = provider.messages(access, inbox(), new UidRange(1, 1_000));

        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).fingerprint().messageId()).isNull();
        assertThat(messages.get(0).subject()).isEmpty();
    }

    @Test
    void only_the_range_that_was_asked_for_is_told() {
        var uids = client.append("INBOX", List.of(Mail.withId("<1@x>"), Mail.withId("<2@x>"), Mail.withId("<3@x>")));
        var middle = new UidRange(uids.get(1), uids.get(1));

        assertThat(provider.messages(access, inbox(), middle))
                .extracting(RemoteMessage::uid)
                .containsExactly(uids.get(1));
        assertThat(provider.uids(access, inbox(), middle)).containsExactly(uids.get(1));
        assertThat(provider.uids(access, inbox(), new UidRange(1, 4_000_000_000L)))
                .containsExactlyElementsOf(uids);
        assertThat(provider.uids(access, inbox(), new UidRange(3_000_000_000L, 4_000_000_000L)))
                .isEmpty();
        assertThat(provider.flags(access, inbox(), middle, 0)).hasSize(1);
    }

    @Test
    void flags_follow_other_clients() {
        var uid = client.append("INBOX", "<1@x>");
        assertThat(only(provider.flags(access, inbox(), new UidRange(1, 100), 0))
                        .seen())
                .isFalse();

        client.store("INBOX", uid, "+FLAGS (\\Seen \\Answered)");
        provider.state(access, "INBOX");

        var flags = only(provider.flags(access, inbox(), new UidRange(1, 100), 0));
        assertThat(flags.seen()).isTrue();
        assertThat(flags.others()).containsExactly("\\Answered");
    }

    @Test
    void content_is_the_message_as_sent_and_reading_it_does_not_mark_it_read() {
        var text = "Message-ID: <1@x>\r\n\r\n" + "0123456789 gr\u00fc\u00dfe {5}\r\n".repeat(60_000);
        var uid = client.append("INBOX", Mail.withId("").text(text));

        var content = provider.content(access, inbox(), uid, 50_000_000);

        assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(client.messages("INBOX").get(0).seen()).isFalse();
        assertThatThrownBy(() -> provider.content(access, inbox(), uid, 1_000))
                .isInstanceOf(ProviderFailure.TooLarge.class);
        assertThatThrownBy(() -> provider.content(access, inbox(), uid + 1, 1_000))
                .isInstanceOf(ProviderFailure.MessageGone.class);
    }

    @Test
    void a_message_is_found_by_what_it_is() {
        var uids = client.append("INBOX", List.of(Mail.withId("<1@x>"), Mail.withId("<1@x>"), Mail.withId("<2@x>")));
        var fingerprint = fingerprint("INBOX", uids.get(0));

        assertThat(provider.find(access, inbox(), fingerprint, 1)).containsExactly(uids.get(0), uids.get(1));
        assertThat(provider.find(access, inbox(), fingerprint, uids.get(1))).containsExactly(uids.get(1));
        assertThat(provider.find(access, inbox(), fingerprint, uids.get(2) + 1)).isEmpty();
        var otherDate = new Fingerprint(fingerprint.messageId(), fingerprint.size(), Instant.EPOCH);
        assertThat(provider.find(access, inbox(), otherDate, 1)).isEmpty();
        var otherSize = new Fingerprint(fingerprint.messageId(), 1, fingerprint.internalDate());
        assertThat(provider.find(access, inbox(), otherSize, 1)).isEmpty();
    }

    @Test
    void marking_read_and_unread_touches_nothing_else() {
        var one = client.append("INBOX", Mail.withId("<1@x>").flags("\\Flagged", "\\Answered"));
        var two = client.append("INBOX", Mail.withId("<2@x>"));

        assertThat(apply(OperationKind.MARK_READ, "INBOX", one)).containsOnly(Done.PLAIN);
        assertThat(client.message("INBOX", "<1@x>").flags())
                .containsExactlyInAnyOrder("\\Seen", "\\Flagged", "\\Answered");
        assertThat(client.message("INBOX", "<2@x>").seen()).isFalse();

        assertThat(apply(OperationKind.MARK_READ, "INBOX", one, two)).containsOnly(Done.PLAIN);
        assertThat(apply(OperationKind.MARK_UNREAD, "INBOX", one)).containsOnly(Done.PLAIN);
        assertThat(client.message("INBOX", "<1@x>").flags()).containsExactlyInAnyOrder("\\Flagged", "\\Answered");
        assertThat(client.message("INBOX", "<2@x>").seen()).isTrue();
    }

    @Test
    void a_message_that_is_gone_ends_as_gone_and_the_others_are_done() {
        var uids = client.append("INBOX", List.of(Mail.withId("<1@x>"), Mail.withId("<2@x>"), Mail.withId("<3@x>")));
        var items = items("INBOX", uids);
        client.expunge("INBOX", uids.get(1));

        assertThat(outcomes(OperationKind.MARK_READ, "INBOX", null, items)).satisfiesExactly(done(), gone(), done());
        assertThat(outcomes(OperationKind.TRASH, "INBOX", trash(1), items)).satisfiesExactly(done(), gone(), done());
        assertThat(client.messages("Trash")).hasSize(2).allMatch(ImapClient.Held::seen);
    }

    @Test
    void trash_and_restore_move_and_keep_flags_and_date() {
        var date = Instant.parse("2023-01-02T03:04:05Z");
        var uid = client.append("INBOX", Mail.withId("<1@x>").flags("\\Flagged").internalDate(date));
        client.append("INBOX", "<2@x>");

        var trashed = only(outcomes(OperationKind.TRASH, "INBOX", trash(1), items("INBOX", List.of(uid))));

        var held = client.message("Trash", "<1@x>");
        assertThat(trashed).isEqualTo(new Done(new Position("Trash", client.uidValidity("Trash"), held.uid()), null));
        assertThat(held.flags()).containsExactly("\\Flagged");
        assertThat(held.internalDate()).isEqualTo(date);

        var restored = only(outcomes(
                OperationKind.RESTORE,
                "Trash",
                new Target("INBOX", FolderRole.INBOX, 1),
                items("Trash", List.of(held.uid()))));

        assertThat(restored)
                .isEqualTo(new Done(
                        new Position(
                                "INBOX",
                                client.uidValidity("INBOX"),
                                client.message("INBOX", "<1@x>").uid()),
                        null));
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 1, "<2@x>", 1));
    }

    @Test
    void moving_to_where_it_is_already_changes_nothing() {
        var uid = client.append("Trash", "<1@x>");

        var outcome = only(outcomes(OperationKind.TRASH, "Trash", trash(1), items("Trash", List.of(uid))));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.position())
                                .isEqualTo(new Position("Trash", client.uidValidity("Trash"), uid)));
        assertThat(client.message("Trash", "<1@x>").uid()).isEqualTo(uid);
    }

    @Test
    void deleting_for_ever_spares_what_others_have_marked() {
        var one = client.append("Trash", "<1@x>");
        var foreign = client.append("Trash", Mail.withId("<9@x>").flags("\\Deleted"));

        assertThat(apply(OperationKind.DELETE, "Trash", one)).containsOnly(Done.PLAIN);

        assertThat(client.messages("Trash")).extracting(ImapClient.Held::uid).containsExactly(foreign);
        assertThat(client.message("Trash", "<9@x>").deleted()).isTrue();
        assertThat(apply(OperationKind.DELETE, "Trash", one)).satisfiesExactly(gone());
    }

    @Test
    void another_uidvalidity_means_that_nothing_is_sent() {
        var uid = client.append("INBOX", "<1@x>");
        var item = items("INBOX", List.of(uid));
        var wrong = new FolderRef("INBOX", client.uidValidity("INBOX") + 1);

        for (var kind : OperationKind.values()) {
            var target = kind == OperationKind.TRASH || kind == OperationKind.RESTORE ? trash(1) : null;
            assertThat(provider.apply(access, new WriteCommand(kind, wrong, target, item)))
                    .extracting(ItemOutcome::outcome)
                    .hasOnlyElementsOfType(Moved.class);
        }
        assertThat(client.message("INBOX", "<1@x>").flags()).isEmpty();
        assertThatThrownBy(() -> provider.uids(access, wrong, new UidRange(1, 2)))
                .isInstanceOf(ProviderFailure.FolderGone.class);
    }

    @Test
    void a_folder_that_is_gone_is_told_apart() {
        client.create("Projects");
        var uid = client.append("Projects", "<1@x>");
        var folder = new FolderRef("Projects", client.uidValidity("Projects"));
        var item = items("Projects", List.of(uid));
        client.delete("Projects");

        assertThatThrownBy(() -> provider.state(access, "Projects")).isInstanceOf(ProviderFailure.FolderGone.class);
        assertThat(provider.apply(access, new WriteCommand(OperationKind.MARK_READ, folder, null, item)))
                .extracting(ItemOutcome::outcome)
                .hasOnlyElementsOfType(Moved.class);
    }

    @Test
    void a_missing_trash_is_created_and_a_missing_other_folder_is_not() {
        var uid = client.append("INBOX", "<1@x>");
        var item = items("INBOX", List.of(uid));

        assertThat(outcomes(OperationKind.RESTORE, "INBOX", new Target("Nowhere", FolderRole.NONE, 1), item))
                .hasOnlyElementsOfType(NoTarget.class);
        assertThat(client.message("INBOX", "<1@x>").uid()).isEqualTo(uid);

        assertThat(outcomes(OperationKind.TRASH, "INBOX", new Target("Bin", FolderRole.TRASH, 1), item))
                .satisfiesExactly(done());
        assertThat(client.message("Bin", "<1@x>").flags()).isEmpty();
        assertThat(client.folders()).doesNotContain("Nowhere");
    }

    @Test
    void an_uncertain_move_is_looked_for_before_it_is_sent() {
        var uids = client.append(
                "INBOX",
                List.of(
                        Mail.withId("<moved@x>"),
                        Mail.withId("<waiting@x>"),
                        Mail.withId("<half@x>"),
                        Mail.withId("<gone@x>")));
        var items = uncertain(items("INBOX", uids));
        var floor = client.uidNext("Trash");
        client.move("INBOX", uids.get(0), "Trash");
        client.in("INBOX", "UID COPY " + uids.get(2) + " Trash");
        client.expunge("INBOX", uids.get(3));

        var outcomes = outcomes(OperationKind.TRASH, "INBOX", trash(floor), items);

        assertThat(outcomes).satisfiesExactly(done(), done(), done(), gone());
        assertThat(((Done) outcomes.get(0)).position())
                .isEqualTo(new Position(
                        "Trash",
                        client.uidValidity("Trash"),
                        client.message("Trash", "<moved@x>").uid()));
        assertThat(((Done) outcomes.get(2)).position())
                .isEqualTo(new Position(
                        "Trash",
                        client.uidValidity("Trash"),
                        client.message("Trash", "<half@x>").uid()));
        assertThat(client.messages("INBOX")).isEmpty();
        assertThat(client.copies()).isEqualTo(Map.of("<moved@x>", 1, "<waiting@x>", 1, "<half@x>", 1));
    }

    @Test
    void an_uncertain_move_does_not_take_another_copy_for_its_own() {
        var trashed = client.append("Trash", "<1@x>"); // the same message, trashed long ago
        var uids = client.append("INBOX", List.of(Mail.withId("<1@x>"), Mail.withId("<1@x>")));

        var outcomes = outcomes(
                OperationKind.TRASH, "INBOX", trash(trashed + 1), uncertain(items("INBOX", uids.subList(0, 1))));

        assertThat(outcomes).satisfiesExactly(done());
        assertThat(client.count("INBOX", "<1@x>")).isEqualTo(1);
        assertThat(client.count("Trash", "<1@x>")).isEqualTo(2);
    }

    @Test
    void a_thousand_messages_are_one_call() {
        var mails = LongStream.rangeClosed(1, 1_000)
                .mapToObj(n -> Mail.withId("<" + n + "@x>"))
                .toList();
        var uids = client.append("INBOX", mails);
        var items = items("INBOX", uids);

        assertThat(outcomes(OperationKind.MARK_READ, "INBOX", null, items)).containsOnly(Done.PLAIN);
        var scattered = items.stream().filter(item -> item.uid() % 2 == 0).toList();
        var moved = outcomes(OperationKind.TRASH, "INBOX", trash(1), scattered);

        assertThat(moved).allSatisfy(done());
        assertThat(client.messages("Trash")).hasSize(500).allMatch(ImapClient.Held::seen);
        var positions =
                moved.stream().map(outcome -> ((Done) outcome).position().uid()).toList();
        assertThat(positions).doesNotHaveDuplicates();
        assertThat(client.copies().values()).containsOnly(1);
    }

    @Test
    void a_wrong_password_is_told_from_a_server_that_is_not_there() {
        var wrong = new AccountAccess(
                access.accountId(), access.host(), access.port(), access.tls(), access.username(), "wr\u00f6ng");
        assertThatThrownBy(() -> provider.folders(wrong))
                .isInstanceOf(ProviderFailure.AuthenticationRefused.class)
                .hasMessageNotContaining("wr\u00f6ng");

        var nobody = new AccountAccess(access.accountId(), "127.0.0.1", 1, access.tls(), access.username(), PASSWORD);
        assertThatThrownBy(() -> provider.folders(nobody)).isInstanceOf(ProviderFailure.NotSent.class);
        assertThatThrownBy(() -> provider.apply(
                        nobody,
                        new WriteCommand(
                                OperationKind.MARK_READ,
                                new FolderRef("INBOX", 1),
                                null,
                                List.of(new Item(1, 1, new Fingerprint(null, 0, Instant.EPOCH), false)))))
                .isInstanceOf(ProviderFailure.NotSent.class);
    }

    protected FolderRef inbox() {
        return new FolderRef("INBOX", client.uidValidity("INBOX"));
    }

    protected static Target trash(long uidFloor) {
        return new Target("Trash", FolderRole.TRASH, uidFloor);
    }

    protected Fingerprint fingerprint(String folder, long uid) {
        var ref = new FolderRef(folder, client.uidValidity(folder));
        return only(provider.messages(access, ref, new UidRange(uid, uid))).fingerprint();
    }

    protected List<Item> items(String folder, List<Long> uids) {
        var ref = new FolderRef(folder, client.uidValidity(folder));
        var known = provider.messages(access, ref, new UidRange(1, 1_000_000)).stream()
                .collect(Collectors.toMap(RemoteMessage::uid, RemoteMessage::fingerprint));
        return uids.stream()
                .map(uid -> new Item(10_000 + uid, uid, known.get(uid), false))
                .toList();
    }

    protected static List<Item> uncertain(List<Item> items) {
        return items.stream()
                .map(item -> new Item(item.operationId(), item.uid(), item.fingerprint(), true))
                .toList();
    }

    /** The outcomes in the order of the items. */
    protected List<Outcome> outcomes(OperationKind kind, String folder, @Nullable Target target, List<Item> items) {
        var ref = new FolderRef(folder, client.uidValidity(folder));
        var outcomes = provider.apply(access, new WriteCommand(kind, ref, target, items)).stream()
                .collect(Collectors.toMap(ItemOutcome::operationId, ItemOutcome::outcome));
        assertThat(outcomes).hasSameSizeAs(items);
        return items.stream().map(item -> outcomes.get(item.operationId())).toList();
    }

    protected List<Outcome> apply(OperationKind kind, String folder, Long... uids) {
        var items = Arrays.stream(uids)
                .map(uid -> new Item(10_000 + uid, uid, new Fingerprint(null, 0, Instant.EPOCH), false))
                .toList();
        return outcomes(kind, folder, null, items);
    }

    protected static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    protected static ThrowingConsumer<Outcome> done() {
        return outcome -> assertThat(outcome).isInstanceOf(Done.class);
    }

    protected static ThrowingConsumer<Outcome> gone() {
        return outcome -> assertThat(outcome).isInstanceOf(Gone.class);
    }
}
