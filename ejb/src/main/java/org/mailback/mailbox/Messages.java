package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MailboxProblem.Kind;
import org.mailback.operation.OperationView;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/** Lists of messages with their local values, and whether the provider has them too. */
@Stateless
public class Messages {

    public static final int MOST = 200;
    public static final int BY_DEFAULT = 50;
    private static final int SETTLED_SHOWN = 10;

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    /**
     * What to list of a folder.
     *
     * @param offset so many are left out before the first, null for none; not together with a cursor or a search
     * @param limit 1 to {@value #MOST}
     * @param unread only unread ones, only read ones, or null for both
     * @param search words, or parts of them, that are all in sender or subject, in any case
     */
    public record Filter(
            @Nullable String cursor,
            @Nullable Integer offset,
            int limit,
            @Nullable Boolean unread,
            @Nullable String search) {}

    /**
     * The newest first.
     *
     * @throws MailboxProblem {@code not_found} or {@code invalid}
     */
    public Page<MessageView> list(Caller caller, long folderId, Filter filter) {
        if (filter.limit() < 1 || filter.limit() > MOST) {
            throw Input.invalid("limit must be between 1 and " + MOST);
        }
        var terms = SearchTerms.of(filter.search());
        if (filter.offset() != null && (filter.cursor() != null || !terms.isEmpty())) {
            throw Input.invalid("offset goes neither with cursor nor with q: follow next instead");
        }
        var after = filter.cursor() == null ? null : Cursor.decode(filter.cursor());
        var listing = new FolderListing(accountOf(caller, folderId), folderId, filter, after, terms);
        if (terms.isEmpty()) {
            return page(rows(listing, listing.all()), filter.limit());
        }
        // A plan for any word would take a word that thousands of messages have for a rare one.
        Sql.command(entityManager, "set local plan_cache_mode = force_custom_plan")
                .execute();
        return page(found(listing, filter.limit()), filter.limit());
    }

    /** What came lately often fills the page; if that is very much, the newest messages do. */
    private List<MessageView> found(FolderListing listing, int limit) {
        var lately = listing.foundLately();
        var ids = listing.bind(Sql.of(entityManager, lately), lately).list(row -> row.number(0));
        var found = List.<MessageView>of();
        if (ids.size() == FolderListing.COMMON) {
            found = rows(listing, listing.foundInNewest());
        } else if (ids.size() > limit) {
            var among = listing.among();
            found = listing.bind(Sql.of(entityManager, among), among)
                    .setIds("ids", ids)
                    .list(Messages::view);
        }
        return found.size() > limit ? found : rows(listing, listing.foundByIndex());
    }

    private List<MessageView> rows(FolderListing listing, String statement) {
        return listing.bind(Sql.of(entityManager, statement), statement).list(Messages::view);
    }

    private static Page<MessageView> page(List<MessageView> found, int limit) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        var items = found.subList(0, limit);
        var last = items.get(items.size() - 1);
        return new Page<>(items, new Cursor(last.date(), last.id()).encode());
    }

    /**
     * Those of the ids that are the caller's messages, the newest first.
     *
     * @throws MailboxProblem {@code invalid} if there are none or more than {@value #MOST}
     */
    public List<MessageView> some(Caller caller, Collection<Long> ids) {
        if (ids.isEmpty() || ids.size() > MOST) {
            throw Input.invalid("ids must be 1 to " + MOST + " ids, separated by commas");
        }
        return Sql.of(entityManager, FolderListing.VIEW.formatted("""
                        message m join account a on a.id = m.account_id
                        where m.id = any(cast(:ids as bigint[])) and not m.removed
                          and a.owner_id = :owner and a.deleted_at is null
                        """, MOST))
                .setIds("ids", ids)
                .set("owner", caller.userId())
                .list(Messages::view);
    }

    /** @throws MailboxProblem {@code not_found}, also for one that was deleted for ever */
    public MessageView view(Caller caller, long id) {
        return Sql.of(entityManager, FolderListing.VIEW.formatted("""
                        message m join account a on a.id = m.account_id
                        where m.id = :id and not m.removed and a.owner_id = :owner and a.deleted_at is null
                        """, 1))
                .set("id", id)
                .set("owner", caller.userId())
                .first(Messages::view)
                .orElseThrow(() -> unknown(id));
    }

    /** Its recipients as the lists know them, for when the message itself cannot be opened. */
    public String recipients(long id) {
        return Sql.of(entityManager, "select recipients from message where id = :id")
                .set("id", id)
                .first(row -> row.text(0))
                .orElse("");
    }

    /** The operations of a message, the latest first: all that are not settled, and the last few that are. */
    public List<OperationView> operations(long id) {
        return Sql.of(entityManager, """
                        select %s
                        from (select * from pending_operation where status = 'pending' and message_id = :id
                              union all
                              select * from pending_operation where status = 'failed' and message_id = :id
                              union all
                              (select * from pending_operation
                               where status in ('completed', 'cancelled') and message_id = :id
                               order by id desc limit %d)) o
                        join account_lane l on l.account_id = o.account_id
                        order by o.id desc
                        """.formatted(OperationView.COLUMNS, SETTLED_SHOWN))
                .set("id", id)
                .list(row -> OperationView.of(row, configuration.maxAttempts()));
    }

    /** The message's source as far as it was opened before. */
    public Optional<byte[]> keptContent(long id) {
        return Sql.of(entityManager, "select raw from message_body where message_id = :id")
                .set("id", id)
                .first(row -> (byte[]) row.columns()[0]);
    }

    public void keepContent(long id, byte[] raw) {
        entityManager
                .createNativeQuery("""
                        insert into message_body (message_id, raw)
                        select id, :raw from message where id = :id and not removed
                        on conflict (message_id) do nothing
                        """)
                .setParameter("id", id)
                .setParameter("raw", raw)
                .executeUpdate();
    }

    private long accountOf(Caller caller, long folderId) {
        return Sql.of(entityManager, """
                        select a.id from folder f join account a on a.id = f.account_id
                        where f.id = :folder and a.owner_id = :owner and a.deleted_at is null
                        """)
                .set("folder", folderId)
                .set("owner", caller.userId())
                .first(row -> row.number(0))
                .orElseThrow(() -> new MailboxProblem(Kind.NOT_FOUND, "there is no folder " + folderId));
    }

    private static MessageView view(Sql.Row row) {
        return new MessageView(
                row.number(0),
                row.number(1),
                row.number(2),
                row.textOrNull(3),
                row.text(4),
                row.text(5),
                row.time(6),
                row.number(7),
                row.flag(8),
                row.text(9));
    }

    private static MailboxProblem unknown(long id) {
        return new MailboxProblem(Kind.NOT_FOUND, "there is no message " + id);
    }
}
