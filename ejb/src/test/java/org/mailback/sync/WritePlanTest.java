package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderRole;
import org.mailback.provider.Outcome;
import org.mailback.provider.WriteCommand;
import org.mailback.provider.WriteCommand.Target;

class WritePlanTest {

    private static final FolderRef INBOX = new FolderRef("INBOX", 7);
    private static final Target TRASH = new Target("Trash", FolderRole.TRASH, 1);

    private static ClaimedOperation operation(long id, String kind, FolderRef source, long uid, Target target) {
        return new ClaimedOperation(
                id, kind, 0, false, false, id, source, uid, new Fingerprint("<" + uid + ">", 1, Instant.EPOCH), target);
    }

    @Test
    void what_concerns_seen_goes_before_what_moves_the_message_away() {
        var plan = WritePlan.of(List.of(
                operation(1, "trash", INBOX, 5, TRASH),
                operation(2, "mark_read", INBOX, 5, null),
                operation(3, "mark_unread", INBOX, 6, null)));
        assertThat(plan.commands())
                .extracting(WriteCommand::kind)
                .containsExactly(OperationKind.MARK_READ, OperationKind.MARK_UNREAD, OperationKind.TRASH);
    }

    @Test
    void a_folder_is_finished_before_the_next_one_is_opened() {
        var archive = new FolderRef("Archive", 8);
        var plan = WritePlan.of(List.of(
                operation(1, "mark_read", INBOX, 1, null),
                operation(2, "mark_read", archive, 1, null),
                operation(3, "trash", INBOX, 1, TRASH),
                operation(4, "trash", archive, 1, TRASH)));
        assertThat(plan.commands())
                .extracting(command -> command.source().name())
                .containsExactly("Archive", "Archive", "INBOX", "INBOX");
    }

    @Test
    void a_set_has_at_most_a_thousand_messages_by_ascending_uid() {
        var batch = new ArrayList<ClaimedOperation>();
        for (long uid = 2_500; uid > 0; uid--) {
            batch.add(operation(uid, "mark_read", INBOX, uid, null));
        }
        var commands = WritePlan.of(batch).commands();
        assertThat(commands).extracting(command -> command.items().size()).containsExactly(1_000, 1_000, 500);
        assertThat(commands.get(0).items())
                .extracting(WriteCommand.Item::uid)
                .isSorted()
                .contains(1L, 1_000L);
    }

    @Test
    void another_uidvalidity_is_another_set() {
        var plan = WritePlan.of(List.of(
                operation(1, "mark_read", INBOX, 1, null),
                operation(2, "mark_read", new FolderRef("INBOX", 8), 2, null)));
        assertThat(plan.commands()).hasSize(2);
    }

    @Test
    void what_need_not_or_cannot_be_sent_is_decided_at_once() {
        var plan = WritePlan.of(List.of(
                operation(1, "flag", INBOX, 1, null),
                operation(2, "trash", null, 0, TRASH),
                operation(3, "trash", new FolderRef("Trash", 9), 1, TRASH)));
        assertThat(plan.commands()).isEmpty();
        assertThat(plan.decided())
                .extracting(item -> (Object) item.outcome().getClass())
                .containsExactly(Outcome.Refused.class, Outcome.Moved.class, Outcome.Done.class);
    }
}
