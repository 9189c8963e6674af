package org.mailback.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.mailback.event.AccountChanged;
import org.mailback.event.Change;
import org.mailback.platform.Sql;

/** An account's state in one word, as users see it, and the news that it changed. */
@ApplicationScoped
public class AccountStates {

    @Inject
    EntityManager entityManager;

    @Inject
    Event<Change> changes;

    /** Tells the state that this transaction leaves behind. */
    public void tell(long accountId) {
        Sql.of(entityManager, """
                        select a.deleted_at is not null, a.imported_at is not null, l.pause_reason, l.pause_text
                        from account a left join account_lane l on l.account_id = a.id where a.id = :account
                        """)
                .set("account", accountId)
                .first(row -> new AccountChanged(
                        accountId,
                        row.flag(0) ? AccountChanged.DELETED : AccountChanged.state(row.flag(1), row.textOrNull(2)),
                        row.textOrNull(3)))
                .ifPresent(changes::fire);
    }
}
