package org.mailback.provider.imap;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.FolderRef;
import org.mailback.provider.Outcome;
import org.mailback.provider.WriteCommand.Item;

/** Deletes for ever. Repeating it is harmless: a message that is gone stays gone. */
final class DeleteWriter extends SetWriter {

    private final Remover remover;

    DeleteWriter(ImapConnection connection, FolderRef source, Outcomes outcomes) {
        super(connection, source, outcomes);
        remover = new Remover(connection);
    }

    @Override
    @Nullable
    Answer send(List<Item> set) {
        var removal = remover.remove(set);
        if (removal.after() == null) {
            return removal.refusal();
        }
        for (var item : set) {
            if (!removal.after().contains(item.uid())) {
                outcomes.settle(
                        item,
                        removal.before().contains(item.uid())
                                ? Outcome.Done.PLAIN
                                : new Outcome.Gone("the message is not in " + source.name() + " any more"));
            }
        }
        if (removal.refusal() == null) {
            outcomes.settle(
                    outcomes.unsettled(set),
                    new Outcome.TryAgain("the server said OK, but the message is still there"));
        }
        return removal.refusal();
    }
}
