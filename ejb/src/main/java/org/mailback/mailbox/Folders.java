package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.mailback.platform.Sql;

/**
 * The folders of an account as the user sees them now, not as the provider counts them. What they hold is not counted but
 * added up, from the differences that triggers on the table of messages write.
 */
@Stateless
public class Folders {

    private static final int MOST_DIFFERENCES = 100;

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    AccountRecords accounts;

    /** @param role {@code inbox}, {@code trash}, {@code archive}, {@code sent}, {@code drafts}, {@code junk} or {@code none} */
    public record FolderView(long id, long accountId, String name, String role, long total, long unread) {}

    /** @throws MailboxProblem {@code not_found} */
    public List<FolderView> list(Caller caller, long accountId) {
        var account = accounts.find(caller, accountId).id();
        var counted = Sql.of(entityManager, """
                        select f.id, f.account_id, f.name, f.role, coalesce(sum(c.total), 0), coalesce(sum(c.unread), 0),
                               count(c.folder_id)
                        from folder f left join folder_count c on c.folder_id = f.id
                        where f.account_id = :account and f.gone_at is null
                        group by f.id
                        order by array_position(array['inbox', 'drafts', 'sent', 'archive', 'none', 'junk', 'trash'], f.role),
                                 lower(f.name), f.id
                        """).set("account", account).list(Counted::of);
        if (counted.stream().mapToLong(Counted::rows).sum() > counted.size() + MOST_DIFFERENCES) {
            fold(account);
        }
        return counted.stream().map(Counted::folder).toList();
    }

    /** @param rows how many differences the counts were added up from */
    private record Counted(FolderView folder, long rows) {

        static Counted of(Sql.Row row) {
            var folder = new FolderView(
                    row.number(0), row.number(1), row.text(2), row.text(3), row.number(4), row.number(5));
            return new Counted(folder, row.number(6));
        }
    }

    /** The sums stay as they are; what another reader is folding at the same time is left to it. */
    private void fold(long account) {
        Sql.command(entityManager, """
                        with folded as (
                            delete from folder_count where ctid = any(array(
                                select c.ctid from folder_count c join folder f on f.id = c.folder_id
                                where f.account_id = :account for update of c skip locked))
                            returning folder_id, total, unread)
                        insert into folder_count (folder_id, total, unread)
                        select folder_id, sum(total), sum(unread) from folded group by folder_id
                        """).set("account", account).execute();
    }
}
