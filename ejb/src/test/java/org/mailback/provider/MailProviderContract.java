package org.mailback.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Outcome.Done;
import org.mailback.provider.Outcome.Moved;
import org.mailback.provider.Outcome.NoTarget;
import org.mailback.provider.Outcome.Position;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;
import org.mailback.rig.ImapClient.Mail;

/**
 * What every mail provider must do, whatever the server behind it. Here: what is not as the queue believed it to be; looking
 * and writing are in the contracts that this one extends.
 */
public abstract class MailProviderContract extends WritingContract {

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
        client.create(name("Projects"));
        var uid = client.append(name("Projects"), "<1@x>");
        var folder = new FolderRef(name("Projects"), client.uidValidity(name("Projects")));
        var item = items(name("Projects"), List.of(uid));
        client.delete(name("Projects"));

        assertThatThrownBy(() -> provider.state(access, name("Projects")))
                .isInstanceOf(ProviderFailure.FolderGone.class);
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
        assertThat(client.message(name("Bin"), "<1@x>").flags()).isEmpty();
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
                        Mail.withId("<half2@x>"),
                        Mail.withId("<gone@x>")));
        var items = uncertain(items("INBOX", uids));
        var floor = client.uidNext(name("Trash"));
        client.move("INBOX", uids.get(0), name("Trash"));
        client.in("INBOX", "UID COPY " + uids.get(2) + "," + uids.get(3) + " " + name("Trash"));
        client.expunge("INBOX", uids.get(4));

        var outcomes = outcomes(OperationKind.TRASH, "INBOX", trash(floor), items);

        assertThat(outcomes).satisfiesExactly(done(), done(), done(), done(), gone());
        assertThat(((Done) outcomes.get(0)).position())
                .isEqualTo(new Position(
                        name("Trash"),
                        client.uidValidity(name("Trash")),
                        client.message(name("Trash"), "<moved@x>").uid()));
        assertThat(((Done) outcomes.get(2)).position())
                .isEqualTo(new Position(
                        name("Trash"),
                        client.uidValidity(name("Trash")),
                        client.message(name("Trash"), "<half@x>").uid()));
        assertThat(client.messages("INBOX")).isEmpty();
        assertThat(client.copies()).isEqualTo(Map.of("<moved@x>", 1, "<waiting@x>", 1, "<half@x>", 1, "<half2@x>", 1));
    }

    @Test
    void an_uncertain_move_does_not_take_another_copy_for_its_own() {
        var trashed = client.append(name("Trash"), "<1@x>"); // the same message, trashed long ago
        var uids = client.append("INBOX", List.of(Mail.withId("<1@x>"), Mail.withId("<1@x>")));

        var outcomes = outcomes(
                OperationKind.TRASH, "INBOX", trash(trashed + 1), uncertain(items("INBOX", uids.subList(0, 1))));

        assertThat(outcomes).satisfiesExactly(done());
        assertThat(client.count("INBOX", "<1@x>")).isEqualTo(1);
        assertThat(client.count(name("Trash"), "<1@x>")).isEqualTo(2);
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
}
