package org.mailback.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Sql;

/** What administrators did, written in the transaction of the action itself: there is no action without its entry. */
@ApplicationScoped
public class AuditTrail {

    @Inject
    EntityManager entityManager;

    /**
     * @param target what was acted upon, for example {@code account 42}
     * @param count how many it concerned, null where that makes no sense
     * @param detail never content or credentials
     */
    public void write(Caller actor, String action, String target, @Nullable Integer count, @Nullable String detail) {
        Sql.command(entityManager, """
                        insert into admin_audit (actor, action, target, count, detail)
                        values (:actor, :action, :target, :count, :detail)
                        """)
                .set("actor", actor.name())
                .set("action", action)
                .set("target", target)
                .setNullable("count", count == null ? null : count.longValue())
                .set("detail", detail)
                .execute();
    }
}
