package org.mailback.provider.imap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.FolderRef;
import org.mailback.provider.Outcome;
import org.mailback.provider.WriteCommand.Item;

/**
 * Sets or removes \Seen. A first proof travels in the same flight, because a tagged OK proves nothing about one message;
 * Dovecot may search before it has stored, so what is missing in it gets a second look.
 */
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
        var flight = new ArrayList<>(List.of(
                "UID STORE " + uids + (seen ? " +" : " -") + "FLAGS.SILENT (\\Seen)",
                connection.searchCommand("UID " + uids + key())));
        var opening = connection.opening(source);
        opening.ifPresent(flight::add);
        var answers = connection.exchange(flight.toArray(String[]::new));
        if (opening.isPresent() && !connection.opened(source, answers.get(2))) {
            return null;
        }
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
        settleMissing(missing);
        return null;
    }

    /** What the folder allows may have changed since it was opened, so the next try opens it anew. */
    private void settleMissing(List<Item> missing) {
        var uids = uids(missing);
        var looks = connection.look(
                connection.searchCommand("UID " + uids + key()), connection.searchCommand("UID " + uids));
        for (var item : missing) {
            if (!looks.get(0).ok() || !looks.get(1).ok()) {
                outcomes.settle(
                        item,
                        new Outcome.TryAgain("stored, but the proof was refused: "
                                + looks.get(0).words()));
            } else if (looks.get(0).found().contains(item.uid())) {
                outcomes.settle(item, Outcome.Done.PLAIN);
            } else if (looks.get(1).found().contains(item.uid())) {
                outcomes.settle(item, new Outcome.TryAgain("the server said OK, but the message is as before"));
                connection.unselected();
            } else {
                outcomes.settle(item, new Outcome.Gone("the message is not in " + source.name() + " any more"));
            }
        }
    }

    private String key() {
        return seen ? " SEEN" : " UNSEEN";
    }
}
