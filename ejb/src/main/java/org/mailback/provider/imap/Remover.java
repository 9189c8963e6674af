package org.mailback.provider.imap;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.WriteCommand.Item;

/**
 * Removes exactly these messages from the open folder: \Deleted and {@code UID EXPUNGE} (RFC 4315). What other clients have
 * marked \Deleted stays, and a mark that was set in vain is taken back.
 */
final class Remover {

    private final ImapConnection connection;

    Remover(ImapConnection connection) {
        this.connection = connection;
    }

    /**
     * @param before those of the messages that existed
     * @param after those of them that still exist, null if that is not known
     * @param refusal the first refusal, null if there was none
     */
    record Removal(
            SortedSet<Long> before,
            @Nullable SortedSet<Long> after,
            @Nullable Answer refusal) {}

    boolean canExpunge() {
        return connection.has("UIDPLUS");
    }

    Removal remove(Collection<Item> items) {
        var uids = SetWriter.uids(items);
        var answers = connection.exchange(
                connection.searchCommand("UID " + uids),
                connection.searchCommand("UID " + uids + " DELETED"),
                "UID STORE " + uids + " +FLAGS.SILENT (\\Deleted)",
                "UID EXPUNGE " + uids,
                connection.searchCommand("UID " + uids));
        var store = answers.get(2);
        var expunge = answers.get(3);
        var refusal = store.refused() ? store : expunge.refused() ? expunge : null;
        var after = answers.get(4).ok() ? answers.get(4).found() : null;
        if (store.ok() && expunge.refused() && after != null && answers.get(1).ok()) {
            takeBack(after, answers.get(1).found());
        }
        return new Removal(answers.get(0).found(), after, refusal);
    }

    /** Marks them \Deleted only, for a server without UIDPLUS; returns those that are marked now. */
    SortedSet<Long> mark(Collection<Item> items) {
        var uids = SetWriter.uids(items);
        var answers = connection.exchange(
                "UID STORE " + uids + " +FLAGS.SILENT (\\Deleted)",
                connection.searchCommand("UID " + uids + " DELETED"));
        return answers.get(1).ok() ? answers.get(1).found() : new TreeSet<>();
    }

    private void takeBack(SortedSet<Long> left, SortedSet<Long> markedBefore) {
        var marked = new TreeSet<>(left);
        marked.removeAll(markedBefore);
        if (!marked.isEmpty()) {
            connection.exchange("UID STORE " + UidSets.text(marked) + " -FLAGS.SILENT (\\Deleted)");
        }
    }
}
