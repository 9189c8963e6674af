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

    /** So many found lately make a page from the newest messages cheaper than sorting all that is found. */
    static final int COMMON = 500;

    /** So many are looked at before the index of words is asked for all there are. */
    private static final int NEWEST = 5_000;

    /** Everything, without a search. */
    String all() {
        return VIEW.formatted("message m " + conditions(), filter.limit() + 1);
    }

    /**
     * Messages of the account that hold the words, from the month of the folder's newest and the one before, by the index of
     * words; the newest first, unless there are {@value #COMMON}, which are not all then.
     */
    String foundLately() {
        return """
                with newest as materialized (
                    select search_month(m.account_id, m.internal_date) as month from message m
                    where m.folder_id = :folder and not m.removed %s
                    order by m.internal_date desc, m.id desc limit 1)
                select f.message_id from (
                    select s.message_id, s.internal_date from message_search s
                    where (search_month(s.account_id, s.internal_date) = (select month from newest)
                           or search_month(s.account_id, s.internal_date) = (select month - 1 from newest))
                      and %s %s
                    limit %d) f
                order by f.internal_date desc, f.message_id desc
                """.formatted(
                        behindCursor("m.internal_date, m.id"),
                        terms.inIndex(),
                        behindCursor("s.internal_date, s.message_id"),
                        COMMON);
    }

    /** Those of some messages, the newest first, that belong to the page. */
    String among() {
        return VIEW.formatted(inOrder("unnest(cast(:ids as bigint[])) as f(message_id)"), filter.limit() + 1);
    }

    /**
     * What is found among the newest messages. Words that half of all messages have fill the page from here; by the index all
     * of them would have to be found and sorted.
     */
    String foundInNewest() {
        return VIEW.formatted("""
                        (select m.* from message m %s order by m.internal_date desc, m.id desc limit %d) m
                        join message_search s on s.message_id = m.id
                        where %s
                        """.formatted(conditions(), NEWEST, terms.inRows()), filter.limit() + 1);
    }

    /** What is found by the index of words, of the whole account first, whichever way the plan would prefer. */
    String foundByIndex() {
        return VIEW.formatted(inOrder("""
                        (select s.message_id from message_search s where s.account_id = :account and %s
                         order by s.internal_date desc, s.message_id desc) f
                        """.formatted(terms.inIndex())), filter.limit() + 1);
    }

    /** Looks them up one by one, and no more of them than the page takes. */
    private String inOrder(String found) {
        return """
                (select m.* from %s
                 cross join lateral (select m.* from message m %s and m.id = f.message_id offset 0) m limit %d) m
                """.formatted(found, conditions(), filter.limit() + 1);
    }

    private String conditions() {
        var conditions = new StringBuilder("where m.folder_id = :folder and not m.removed\n");
        conditions.append(behindCursor("m.internal_date, m.id"));
        if (filter.offset() != null) {
            conditions.append(FROM_OFFSET.formatted(seen()));
        }
        return conditions.append(seen()).toString();
    }

    private String behindCursor(String place) {
        return after == null ? "" : "and (" + place + ") < (:afterDate, :afterId)\n";
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
        if (statement.contains(":term")) {
            terms.bind(query);
        }
        return statement.contains(":account") ? query.set("account", accountId) : query;
    }
}
