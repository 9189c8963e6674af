package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.mailback.platform.Sql;

/**
 * How many operations settled in every hour, per account and in total, so that nothing counts a million rows. The last
 * statement of a settlement: the total's shard stays locked for no longer than the commit takes.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class Activity {

    private static final int SHARDS = 16;

    @PersistenceContext
    EntityManager entityManager;

    /**
     * @param failed operations that became failed
     * @param retried attempts that will be repeated
     */
    public void count(long accountId, int completed, int failed, int retried) {
        if (completed + failed + retried == 0) {
            return;
        }
        Sql.command(entityManager, """
                        with hour as (
                            insert into account_activity as c (hour, account_id, completed, failed, retried)
                            values (date_trunc('hour', now(), 'UTC'), :account, :completed, :failed, :retried)
                            on conflict (account_id, hour) do update set completed = c.completed + excluded.completed,
                                failed = c.failed + excluded.failed, retried = c.retried + excluded.retried
                            returning c.hour
                        )
                        insert into total_activity as t (hour, shard, completed, failed, retried)
                        select hour, :shard, :completed, :failed, :retried from hour
                        on conflict (hour, shard) do update set completed = t.completed + excluded.completed,
                            failed = t.failed + excluded.failed, retried = t.retried + excluded.retried
                        """)
                .set("account", accountId)
                .set("shard", accountId % SHARDS)
                .set("completed", completed)
                .set("failed", failed)
                .set("retried", retried)
                .execute();
    }
}
