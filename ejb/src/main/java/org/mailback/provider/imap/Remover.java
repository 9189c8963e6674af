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
        var existing = connection.searchCommand("UID " + uids);
        var before = connection.look(existing, connection.searchCommand("UID " + uids + " DELETED"));
        var store = connection
                .exchange("UID STORE " + uids + " +FLAGS.SILENT (\\Deleted)")
                .get(0);
        if (!store.ok()) {
            return new Removal(before.get(0).found(), null, store.refused() ? store : null);
        }
        var answers = connection.exchange("UID EXPUNGE " + uids, existing);
        var after = answers.get(1).ok() ? answers.get(1).found() : null;
        if (after != null && !after.isEmpty() && !connection.broken()) {
            after = connection.existing(after); // Dovecot may search before it has expunged
        }
        var refusal = answers.get(0).refused() ? answers.get(0) : null;
        if (refusal != null && after != null && before.get(1).ok()) {
            takeBack(after, before.get(1).found());
        }
        return new Removal(before.get(0).found(), after, refusal);
    }

    /** Marks them \Deleted only, for a server without UIDPLUS; returns those that are marked now. */
    SortedSet<Long> mark(Collection<Item> items) {
        var uids = SetWriter.uids(items);
        var store = connection
                .exchange("UID STORE " + uids + " +FLAGS.SILENT (\\Deleted)")
                .get(0);
        return store.ok() ? connection.search("UID " + uids + " DELETED") : new TreeSet<>();
    }

    private void takeBack(SortedSet<Long> left, SortedSet<Long> markedBefore) {
        var marked = new TreeSet<>(left);
        marked.removeAll(markedBefore);
        if (!marked.isEmpty()) {
            connection.exchange("UID STORE " + UidSets.text(marked) + " -FLAGS.SILENT (\\Deleted)");
        }
    }
}
