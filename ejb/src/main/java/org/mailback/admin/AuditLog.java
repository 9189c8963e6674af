package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.Page;
import org.mailback.platform.Sql;

/** Reads what administrators did, newest first. */
@Stateless
public class AuditLog {

    @PersistenceContext
    EntityManager entityManager;

    /**
     * @param actor the administrator's user name
     * @param action {@code retry}, {@code discard}, {@code job}, {@code job_cancel}, {@code pause}, {@code resume}, {@code
     *     sync}, {@code user_create} or {@code user_change}
     */
    public record Entry(
            long id,
            Instant at,
            String actor,
            String action,
            @Nullable String target,
            @Nullable Long count,
            @Nullable String detail) {

        private static Entry of(Sql.Row row) {
            return new Entry(
                    row.number(0),
                    row.time(1),
                    row.text(2),
                    row.text(3),
                    row.textOrNull(4),
                    row.numberOrNull(5),
                    row.textOrNull(6));
        }
    }

    public Page<Entry> list(@Nullable String cursor, int limit) {
        var entries = Sql.of(entityManager, """
                        select id, at, actor, action, target, count, detail from admin_audit
                        where id < :before order by id desc limit :limit
                        """)
                .set("before", Cursors.before(cursor))
                .set("limit", limit + 1)
                .list(Entry::of);
        return Cursors.page(entries, limit, Entry::id);
    }
}
