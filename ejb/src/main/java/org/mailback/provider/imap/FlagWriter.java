package org.mailback.provider.imap;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.FolderRef;
import org.mailback.provider.Outcome;
import org.mailback.provider.WriteCommand.Item;

/** Sets or removes \Seen; the proof travels in the same flight, because a tagged OK proves nothing about one message. */
final class FlagWriter extends SetWriter {

    private final boolean seen;

    FlagWriter(ImapConnection connection, FolderRef source, Outcomes outcomes, boolean seen) {
        super(connection, source, outcomes);
        this.seen = seen;
    }

    @Override
    @Nullable
    Answer send(List<Item> set) {
        var uids = uids(set);
        var answers = connection.exchange(
                "UID STORE " + uids + (seen ? " +" : " -") + "FLAGS.SILENT (\\Seen)",
                connection.searchCommand("UID " + uids + (seen ? " SEEN" : " UNSEEN")));
        var store = answers.get(0);
        var proof = answers.get(1);
        if (proof.ok()) {
            var proven = proof.found();
            set.stream()
                    .filter(item -> proven.contains(item.uid()))
                    .forEach(item -> outcomes.settle(item, Outcome.Done.PLAIN));
        }
        var missing = outcomes.unsettled(set);
        if (missing.isEmpty() || !store.ok() || connection.broken()) {
            return store.refused() ? store : null;
        }
        if (!proof.ok()) {
            outcomes.settle(missing, new Outcome.TryAgain("stored, but the proof was refused: " + proof.words()));
            return null;
        }
        var existing = connection.existing(missing.stream().map(Item::uid).toList());
        for (var item : missing) {
            outcomes.settle(
                    item,
                    existing.contains(item.uid())
                            ? new Outcome.TryAgain("the server said OK, but the message is as before")
                            : new Outcome.Gone("the message is not in " + source.name() + " any more"));
        }
        return null;
    }
}
