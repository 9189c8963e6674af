package org.mailback.provider.imap;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.FolderRef;
import org.mailback.provider.Outcome;
import org.mailback.provider.WriteCommand.Item;

/**
 * Sends a change for a whole set, and halves a set that is refused until the poison stands alone. The number of commands is
 * bounded: when single messages are refused one after the other and none was accepted, the rest is taken to be refused too.
 */
abstract class SetWriter {

    private static final int REFUSED_IN_A_ROW = 3;
    private static final int MOST_SPLITS = 60;

    final ImapConnection connection;
    final FolderRef source;
    final Outcomes outcomes;
    private int splits;
    private int refusedAlone;
    private boolean accepted;
    private boolean anyRefused;
    private @Nullable Outcome lastRefusal;

    SetWriter(ImapConnection connection, FolderRef source, Outcomes outcomes) {
        this.connection = connection;
        this.source = source;
        this.outcomes = outcomes;
    }

    /**
     * Sends one set and settles what is certain about its messages.
     *
     * @return the server's refusal of those that are not settled; null if they were not refused: then they stay unknown
     */
    abstract @Nullable Answer send(List<Item> set);

    /**
     * Behind a refusal the folder is opened anew: Dovecot was seen to refuse a STORE in one that had been deleted and made anew
     * within a second, and then to move the new folder's message of the same UID.
     */
    void write(Collection<Item> items) {
        for (var piece : UidSets.pieces(items, Item::uid)) {
            split(piece);
        }
        if (anyRefused) {
            connection.unselected();
        }
    }

    static String uids(Collection<Item> items) {
        return UidSets.text(items.stream().map(Item::uid).toList());
    }

    private void split(List<Item> set) {
        if (set.isEmpty() || connection.broken()) {
            return;
        }
        if (lastRefusal != null && !accepted && refusedAlone >= REFUSED_IN_A_ROW) {
            outcomes.settle(set, lastRefusal);
            return;
        }
        var refusal = send(set);
        var refused = outcomes.unsettled(set);
        accepted |= refused.size() < set.size();
        if (refusal == null || refused.isEmpty()) {
            return;
        }
        anyRefused = true;
        if (set.size() == 1) {
            refusedAlone++;
            lastRefusal = Verdict.of(refusal);
            outcomes.settle(set, lastRefusal);
        } else if (!Verdict.mayBeOneOfThem(refusal)) {
            outcomes.settle(refused, Verdict.of(refusal));
        } else if (splits++ >= MOST_SPLITS) {
            outcomes.settle(refused, new Outcome.TryAgain(refusal.words()));
        } else if (refused.size() == 1) {
            split(refused);
        } else {
            split(refused.subList(0, refused.size() / 2));
            split(refused.subList(refused.size() / 2, refused.size()));
        }
    }
}
