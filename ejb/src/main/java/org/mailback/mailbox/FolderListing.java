package org.mailback.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.Messages.Filter;
import org.mailback.platform.Sql;

/**
 * The statements that list a folder. Each holds only the conditions that are asked for: with all of them in one statement
 * the plan would not use the index's order.
 *
 * @param after what the page goes on behind, null at the list's beginning
 */
record FolderListing(
        long accountId,
        long folderId,
        Filter filter,
        @Nullable Cursor after,
        SearchTerms terms) {

    /**
     * Operations are looked for when the rows are known, one by one, else the plan might read all operations for a page of
     * 50. The status is a constant, so that each look goes to one partition and its index by message.
     */
    static final String VIEW = """
            select m.id, m.account_id, m.folder_id, m.message_id, m.sender, m.subject, m.internal_date, m.size, m.seen,
                   coalesce((select 'failed' from pending_operation o
                             where o.status = 'failed' and o.message_id = m.id limit 1),
                            (select 'pending' from pending_operation o
                             where o.status = 'pending' and o.message_id = m.id limit 1),
                            'synced')
            from (select m.* from %s order by m.internal_date desc, m.id desc limit %d) m
            order by m.internal_date desc, m.id desc
            """;

    /** Counting down to the page touches the index alone; what a row of the page costs is paid for the page only. */
    private static final String FROM_OFFSET = """
            and (m.internal_date, m.id) <= (
                select m.internal_date, m.id from message m
                where m.folder_id = :folder and not m.removed %s
                order by m.internal_date desc, m.id desc
                offset :offset limit 1)
            """;

    /** So many messages are looked at one by one to see whether words are rare: each may be a page from the disk. */
    private static final int FEW = 60;

    /** If they are not, so many are looked at to see how common they are. */
    private static final int SAMPLE = 250;

    /** So many in the sample make a page from the newest cheaper than finding all by the index and sorting them. */
    private static final int COMMON = 7;

    /** So many are looked at before the index of words is asked all the same. */
    private static final int NEWEST = 5_000;

    /** Everything, without a search. */
    String all() {
        return VIEW.formatted("message m " + conditions(), filter.limit() + 1);
    }

    /** What is found among the very newest messages; nothing if the words are rare. */
    String foundInFew() {
        return foundInNewest(FEW);
    }

    /** What is found among the newest that tell how common the words are. */
    String foundInSample() {
        return foundInNewest(SAMPLE);
    }

    /** @param found how many of those in the sample */
    static boolean areCommon(int found) {
        return found >= COMMON;
    }

    /**
     * What is found among the newest messages. Words that half of all messages have fill the page from here; by the index all
     * of them would have to be found and sorted.
     */
    String foundInNewest() {
        return foundInNewest(NEWEST);
    }

    private String foundInNewest(int newest) {
        return VIEW.formatted("""
                        (select m.* from message m %s order by m.internal_date desc, m.id desc limit %d) m
                        join message_search s on s.message_id = m.id
                        where %s
                        """.formatted(conditions(), newest, terms.inRows()), filter.limit() + 1);
    }

    /** What is found by the index of words, of the whole account first, whichever way the plan would prefer. */
    String foundByIndex() {
        return VIEW.formatted("""
                        message m %s and m.id in (
                            with found as materialized (
                                select s.message_id from message_search s where s.account_id = :account and %s)
                            select message_id from found)
                        """.formatted(conditions(), terms.inIndex()), filter.limit() + 1);
    }

    private String conditions() {
        var conditions = new StringBuilder("where m.folder_id = :folder and not m.removed\n");
        if (after != null) {
            conditions.append("and (m.internal_date, m.id) < (:afterDate, :afterId)\n");
        }
        if (filter.offset() != null) {
            conditions.append(FROM_OFFSET.formatted(seen()));
        }
        return conditions.append(seen()).toString();
    }

    private String seen() {
        if (filter.unread() == null) {
            return "";
        }
        return filter.unread() ? "and not m.seen\n" : "and m.seen\n";
    }

    /** Gives one of the statements its values. */
    Sql bind(Sql query, String statement) {
        query.set("folder", folderId);
        if (after != null) {
            query.set("afterDate", after.date()).set("afterId", after.id());
        }
        if (filter.offset() != null) {
            query.set("offset", filter.offset());
        }
        terms.bind(query);
        return statement.contains(":account") ? query.set("account", accountId) : query;
    }
}
