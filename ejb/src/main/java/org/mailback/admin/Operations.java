package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.mailbox.Page;
import org.mailback.operation.OperationView;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/** Operations listed, newest first, for pages and scripts. An administrator sees all accounts, a user their own. */
@Stateless
public class Operations {

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    /** Newest first. @param cursor {@code next} of the page before, null for the first */
    public Page<OperationView> list(Caller caller, OperationFilter filter, @Nullable String cursor, int limit) {
        long before = Cursors.before(cursor);
        var matching = Matching.of(filter)
                .visibleTo(caller)
                .and("o.id < :before", sql -> sql.set("before", before))
                .and("l.account_id = o.account_id");
        var views = matching.bind(Sql.of(
                        entityManager,
                        "select " + OperationView.COLUMNS + " from pending_operation o, account_lane l where "
                                + matching.where() + " order by o.id desc limit :limit"))
                .set("limit", limit + 1)
                .list(row -> OperationView.of(row, configuration.maxAttempts()));
        return Cursors.page(views, limit, OperationView::id);
    }

    /** @throws MailboxProblem {@code NOT_FOUND} if there is no such operation, or it is not the caller's */
    public OperationView get(Caller caller, long id) {
        return list(caller, OperationFilter.of(null).with(List.of(id)), null, 1).items().stream()
                .findFirst()
                .orElseThrow(() -> new MailboxProblem(MailboxProblem.Kind.NOT_FOUND, "no operation " + id));
    }
}
