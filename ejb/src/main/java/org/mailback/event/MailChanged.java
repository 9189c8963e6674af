package org.mailback.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A fetch found something that the user sees.
 *
 * @param folderIds where to look again; also folders that are new, renamed or gone
 * @param messageIds null: too many to be named
 */
public record MailChanged(
        long accountId,
        long arrived,
        long changed,
        long removed,
        Collection<Long> folderIds,
        @Nullable List<Long> messageIds)
        implements Change {

    public static MailChanged arrived(long accountId, long folderId, long count, @Nullable List<Long> messageIds) {
        return new MailChanged(accountId, count, 0, 0, List.of(folderId), messageIds);
    }

    public static MailChanged changed(long accountId, Collection<Long> folderIds, List<Long> messageIds) {
        return new MailChanged(accountId, 0, messageIds.size(), 0, folderIds, Change.bounded(messageIds));
    }

    public static MailChanged removed(long accountId, Collection<Long> folderIds, List<Long> messageIds) {
        return new MailChanged(accountId, 0, 0, messageIds.size(), folderIds, Change.bounded(messageIds));
    }

    public static MailChanged folders(long accountId, Collection<Long> folderIds) {
        return new MailChanged(accountId, 0, 0, 0, folderIds, List.of());
    }

    /** This and a later one of the same account as one. */
    MailChanged and(MailChanged later) {
        var folders = new TreeSet<>(folderIds);
        folders.addAll(later.folderIds);
        return new MailChanged(
                accountId,
                arrived + later.arrived,
                changed + later.changed,
                removed + later.removed,
                folders,
                together(messageIds, later.messageIds));
    }

    private static @Nullable List<Long> together(@Nullable List<Long> first, @Nullable List<Long> second) {
        if (first == null || second == null) {
            return null;
        }
        var ids = new ArrayList<>(first);
        ids.addAll(second);
        return Change.bounded(ids.stream().distinct().toList());
    }

    @Override
    public String type() {
        return "mail";
    }

    @Override
    public Long account() {
        return accountId;
    }
}
