package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Sql;

/** What is wrong, put together so that one line is one thing to mend. */
@Stateless
public class TroubleGroups {

    private static final int MOST = 200;

    @PersistenceContext
    EntityManager entityManager;

    /**
     * Operations that failed for one reason on one account, or accounts of one server that wait for one reason.
     *
     * @param type {@code failed} or {@code waiting}
     * @param reason an error class, or {@code auth_required}, {@code unreachable}, {@code throttled} or {@code paused}
     * @param accountId null if there are several
     * @param since when the first of them failed, or began to wait
     * @param text an example of what the server said
     */
    public record Group(
            String type,
            String reason,
            String host,
            @Nullable Long accountId,
            @Nullable String account,
            long accounts,
            long operations,
            @Nullable Instant since,
            @Nullable String text) {

        private static Group failed(Sql.Row row) {
            return of("failed", row);
        }

        private static Group waiting(Sql.Row row) {
            return of("waiting", row);
        }

        private static Group of(String type, Sql.Row row) {
            boolean one = row.number(4) == 1;
            return new Group(
                    type,
                    row.text(0),
                    row.text(1),
                    one ? row.number(2) : null,
                    one ? row.text(3) : null,
                    row.number(4),
                    row.number(5),
                    row.timeOrNull(6),
                    row.textOrNull(7));
        }
    }

    /** The largest first. */
    public List<Group> list() {
        return Stream.concat(waiting().stream(), failed().stream())
                .sorted(Comparator.comparingLong(Group::operations).reversed())
                .limit(MOST)
                .toList();
    }

    private List<Group> failed() {
        return Sql.of(entityManager, """
                        select coalesce(g.error_class, 'none'), a.host, g.account_id, a.email, 1, g.operations, g.since,
                               o.last_error
                        from (select error_class, account_id, count(*) as operations, min(completed_at) as since,
                                     max(id) as newest
                              from pending_operation where status = 'failed'
                              group by 1, 2 order by 3 desc, 4, 2 limit :most) g
                        join account a on a.id = g.account_id
                        join pending_operation o on o.id = g.newest and o.status = 'failed'
                        """).set("most", MOST).list(Group::failed);
    }

    private List<Group> waiting() {
        return Sql.of(entityManager, """
                        select l.pause_reason, a.host, min(a.id), min(a.email), count(*),
                               cast(coalesce(sum(p.operations), 0) as bigint), min(l.paused_since),
                               (array_agg(l.pause_text order by l.fail_streak desc, a.id))[1]
                        from account_lane l join account a on a.id = l.account_id
                        cross join lateral (select count(*) as operations from pending_operation o
                                            where o.status = 'pending' and o.account_id = l.account_id) p
                        where l.pause_reason is not null and a.deleted_at is null
                        group by 1, 2 order by 6 desc, 1, 2 limit :most
                        """).set("most", MOST).list(Group::waiting);
    }
}
