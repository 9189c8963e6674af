package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.mailback.platform.Sql;

/** The folders of an account as the user sees them now, not as the provider counts them. */
@Stateless
public class Folders {

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    AccountRecords accounts;

    /** @param role {@code inbox}, {@code trash}, {@code archive}, {@code sent}, {@code drafts}, {@code junk} or {@code none} */
    public record FolderView(long id, long accountId, String name, String role, long total, long unread) {}

    /** @throws MailboxProblem {@code not_found} */
    public List<FolderView> list(Caller caller, long accountId) {
        return Sql.of(entityManager, """
                        select f.id, f.account_id, f.name, f.role, count(m.id), count(m.id) filter (where not m.seen)
                        from folder f
                        left join message m on m.folder_id = f.id and not m.removed
                        where f.account_id = :account and f.gone_at is null
                        group by f.id
                        order by array_position(array['inbox', 'drafts', 'sent', 'archive', 'none', 'junk', 'trash'], f.role),
                                 lower(f.name), f.id
                        """)
                .set("account", accounts.find(caller, accountId).id())
                .list(row -> new FolderView(
                        row.number(0), row.number(1), row.text(2), row.text(3), row.number(4), row.number(5)));
    }
}
