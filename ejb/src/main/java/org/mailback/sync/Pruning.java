package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import org.mailback.platform.Sql;

/** Removes what nobody needs any more, in slices so that no user waits for it: settled operations, attempts, activity, jobs, tombstones, deleted accounts. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Pruning {

    /** A week and the hour that has begun. */
    private static final Duration LONGEST_CHART = Duration.ofHours(169);

    public static final String SETTLED = """
            delete from pending_operation_settled where id in (
                select id from pending_operation_settled
                where completed_at < now() - make_interval(secs => :retention)
                order by completed_at limit :slice)
            """;

    public static final String ATTEMPTS = """
            delete from operation_attempt where id in (
                select a.id from operation_attempt a
                where a.at < now() - make_interval(secs => :retention)
                  and not exists (select 1 from pending_operation o
                                  where o.id = a.operation_id and o.status in ('pending', 'failed'))
                order by a.at limit :slice)
            """;

    @PersistenceContext
    EntityManager entityManager;

    /** One slice. @return how many rows were removed; 0 when there are no more */
    public int prune(Duration retention, int slice) {
        return delete(retention, slice, SETTLED)
                + delete(retention, slice, ATTEMPTS)
                + delete(LONGEST_CHART, slice, """
                        delete from account_activity where (account_id, hour) in (
                            select account_id, hour from account_activity
                            where hour < now() - make_interval(secs => :retention)
                            order by hour limit :slice)
                        """)
                + delete(LONGEST_CHART, slice, """
                        delete from total_activity where (hour, shard) in (
                            select hour, shard from total_activity
                            where hour < now() - make_interval(secs => :retention)
                            order by hour limit :slice)
                        """)
                + delete(retention, slice, """
                        delete from bulk_job where id in (
                            select id from bulk_job
                            where state <> 'running' and finished_at < now() - make_interval(secs => :retention)
                            limit :slice)
                        """)
                + delete(retention, slice, """
                        delete from message where id in (
                            select m.id from message m
                            where m.removed and m.uid is null
                              and m.missing_since < now() - make_interval(secs => :retention)
                              and not exists (select 1 from pending_operation o where o.message_id = m.id)
                            limit :slice)
                        """)
                + delete(retention, slice, """
                        delete from message where id in (
                            select m.id from message m join account a on a.id = m.account_id
                            where a.deleted_at < now() - make_interval(secs => :retention) limit :slice)
                        """)
                + delete(retention, slice, """
                        delete from account where id in (
                            select a.id from account a
                            where a.deleted_at < now() - make_interval(secs => :retention)
                              and not exists (select 1 from message m where m.account_id = a.id) limit :slice)
                        """);
    }

    private int delete(Duration retention, int slice, String statement) {
        return Sql.command(entityManager, statement)
                .set("retention", retention)
                .set("slice", slice)
                .execute();
    }
}
