package org.mailback.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Outcome.Done;
import org.mailback.provider.Outcome.Position;
import org.mailback.provider.WriteCommand.Target;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Mail;

/** Writing: exactly the messages that are meant, and nothing else of them than was asked for. */
abstract class WritingContract extends ReadingContract {

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
        assertThat(client.messages(name("Trash"))).hasSize(2).allMatch(ImapClient.Held::seen);
    }

    @Test
    void trash_and_restore_move_and_keep_flags_and_date() {
        var date = Instant.parse("2023-01-02T03:04:05Z");
        var uid = client.append("INBOX", Mail.withId("<1@x>").flags("\\Flagged").internalDate(date));
        client.append("INBOX", "<2@x>");

        var trashed = only(outcomes(OperationKind.TRASH, "INBOX", trash(1), items("INBOX", List.of(uid))));

        var held = client.message(name("Trash"), "<1@x>");
        assertThat(trashed)
                .isEqualTo(new Done(new Position(name("Trash"), client.uidValidity(name("Trash")), held.uid()), null));
        assertThat(held.flags()).containsExactly("\\Flagged");
        assertThat(held.internalDate()).isEqualTo(date);

        var restored = only(outcomes(
                OperationKind.RESTORE,
                name("Trash"),
                new Target("INBOX", FolderRole.INBOX, 1),
                items(name("Trash"), List.of(held.uid()))));

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
        var uid = client.append(name("Trash"), "<1@x>");

        var outcome = only(outcomes(OperationKind.TRASH, name("Trash"), trash(1), items(name("Trash"), List.of(uid))));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.position())
                                .isEqualTo(new Position(name("Trash"), client.uidValidity(name("Trash")), uid)));
        assertThat(client.message(name("Trash"), "<1@x>").uid()).isEqualTo(uid);
    }

    @Test
    void deleting_for_ever_spares_what_others_have_marked() {
        var one = client.append(name("Trash"), "<1@x>");
        var foreign = client.append(name("Trash"), Mail.withId("<9@x>").flags("\\Deleted"));

        assertThat(apply(OperationKind.DELETE, name("Trash"), one)).containsOnly(Done.PLAIN);

        assertThat(client.messages(name("Trash")))
                .extracting(ImapClient.Held::uid)
                .containsExactly(foreign);
        assertThat(client.message(name("Trash"), "<9@x>").deleted()).isTrue();
        assertThat(apply(OperationKind.DELETE, name("Trash"), one)).satisfiesExactly(gone());
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
        assertThat(client.messages(name("Trash"))).hasSize(500).allMatch(ImapClient.Held::seen);
        var positions =
                moved.stream().map(outcome -> ((Done) outcome).position().uid()).toList();
        assertThat(positions).doesNotHaveDuplicates();
        assertThat(client.copies().values()).containsOnly(1);
    }
}
