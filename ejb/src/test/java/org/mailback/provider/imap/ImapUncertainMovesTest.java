package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRole;
import org.mailback.provider.Outcome;
import org.mailback.provider.Outcome.Done;
import org.mailback.provider.Outcome.Unknown;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;
import org.mailback.rig.ImapProxy;

/** A copy in the target beside the original: half of our own move, or what another client wanted. */
class ImapUncertainMovesTest extends ProxiedImapTest {

    private void foreignCopyToTrash(List<Long> uids) {
        client.in("INBOX", "UID COPY " + UidSets.text(uids) + " Trash");
    }

    private List<Item> afterACutMove(int messages) {
        var items = items("INBOX", append("INBOX", messages), false);
        proxy.when("^UID MOVE").cutBeforeCommand().times(1);
        assertThat(apply(OperationKind.TRASH, "INBOX", trash(1), items)).allMatch(outcome -> !isCopied(outcome));
        return uncertain(items);
    }

    private static boolean isCopied(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Unknown.class);
        return ((Unknown) outcome).copied();
    }

    private List<Item> copied(List<Item> items) {
        return items.stream()
                .map(item -> new Item(item.operationId(), item.uid(), item.fingerprint(), true, true))
                .toList();
    }

    @Test
    void with_move_the_look_alike_that_another_client_copied_meanwhile_is_not_half_of_ours() {
        var items = afterACutMove(1);
        foreignCopyToTrash(List.of(items.get(0).uid()));

        assertThat(apply(OperationKind.TRASH, "INBOX", trash(1), items)).hasOnlyElementsOfType(Done.class);

        assertThat(client.messages("INBOX")).isEmpty();
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 2));
    }

    @Test
    void copies_of_a_set_beside_their_originals_are_what_a_dying_server_left() {
        var items = afterACutMove(3);
        foreignCopyToTrash(items.stream().map(Item::uid).toList());

        assertThat(apply(OperationKind.TRASH, "INBOX", trash(1), items)).hasOnlyElementsOfType(Done.class);

        assertThat(client.messages("INBOX")).isEmpty();
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 1, "<2@x>", 1, "<3@x>", 1));
        assertThat(proxy.commands("^UID MOVE")).hasSize(1);
    }

    @Test
    void half_a_move_by_a_copy_is_finished_also_where_the_server_has_learned_to_move() {
        var items = items("INBOX", append("INBOX", 1), false);
        proxy.hideCapability("MOVE");
        proxy.when("^UID STORE").cutBeforeCommand().times(1);
        assertThat(apply(OperationKind.TRASH, "INBOX", trash(1), items)).allMatch(ImapUncertainMovesTest::isCopied);

        proxy.close();
        proxy = ImapProxy.before(server);
        access = new org.mailback.provider.AccountAccess(
                access.accountId(), proxy.host(), proxy.port(), access.tls(), access.username(), PASSWORD);
        assertThat(apply(OperationKind.TRASH, "INBOX", trash(1), copied(items))).hasOnlyElementsOfType(Done.class);

        assertThat(client.messages("INBOX")).isEmpty();
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 1));
    }

    @Test
    void a_wish_that_takes_back_what_may_have_been_done_looks_whether_it_was() {
        var items = items("INBOX", append("INBOX", 2), true);
        client.move("INBOX", items.get(1).uid(), "Trash");

        var outcomes = apply(OperationKind.RESTORE, "INBOX", new Target("INBOX", FolderRole.INBOX, 1), items);

        assertThat(outcomes.get(0)).isInstanceOf(Done.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Gone.class);
        assertThat(proxy.commands("^UID (MOVE|COPY|STORE)")).isEmpty();
    }

    @Test
    void what_left_an_open_folder_without_the_server_having_said_so_is_seen_to_be_moved() {
        var items = items("INBOX", append("INBOX", 1), true);
        apply(OperationKind.MARK_READ, "INBOX", null, items);
        proxy.clearLog();
        client.move("INBOX", items.get(0).uid(), "Trash");

        assertThat(apply(OperationKind.TRASH, "INBOX", trash(1), items)).hasOnlyElementsOfType(Done.class);

        assertThat(proxy.commands("^UID (MOVE|COPY|STORE)")).isEmpty();
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 1));
    }

    @Test
    void what_is_known_to_be_there_is_not_looked_for() {
        var here = new Item(1, append("INBOX", 1).get(0), new Fingerprint("<1@x>", 0, Instant.EPOCH), false);

        assertThat(apply(OperationKind.RESTORE, "INBOX", new Target("INBOX", FolderRole.INBOX, 1), List.of(here)))
                .hasOnlyElementsOfType(Done.class);
        assertThat(proxy.commands("^UID")).isEmpty();
    }
}
