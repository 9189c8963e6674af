package org.mailback.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import org.mailback.platform.Json;
import org.mailback.platform.Trip;

/**
 * How many operations settled in every hour, per account and in total, so that nothing counts a million rows. The last
 * statement of a settlement: the total's shard stays locked for no longer than the commit takes.
 */
@ApplicationScoped
public class Activity {

    private static final int SHARDS = 16;

    /**
     * What was done for one account.
     *
     * @param failed operations that became failed
     * @param retried attempts that will be repeated
     */
    record Count(long accountId, int completed, int failed, int retried) {

        boolean isEmpty() {
            return completed + failed + retried == 0;
        }
    }

    /** Several accounts at once are counted in the total's shard of the first, so that nobody waits for two shards. */
    public void count(Trip trip, List<Count> counts) {
        var some = counts.stream()
                .filter(count -> !count.isEmpty())
                .sorted(Comparator.comparingLong(Count::accountId))
                .toList();
        if (some.isEmpty()) {
            return;
        }
        trip.add("""
                        with done as (
                            select * from jsonb_to_recordset(cast(:rows as jsonb))
                                as r(account bigint, completed int, failed int, retried int)
                        ), hour as (
                            insert into account_activity as c (hour, account_id, completed, failed, retried)
                            select date_trunc('hour', now(), 'UTC'), account, completed, failed, retried from done
                            on conflict (account_id, hour) do update set completed = c.completed + excluded.completed,
                                failed = c.failed + excluded.failed, retried = c.retried + excluded.retried
                        )
                        insert into total_activity as t (hour, shard, completed, failed, retried)
                        select date_trunc('hour', now(), 'UTC'), :shard, sum(completed), sum(failed), sum(retried) from done
                        on conflict (hour, shard) do update set completed = t.completed + excluded.completed,
                            failed = t.failed + excluded.failed, retried = t.retried + excluded.retried
                        """)
                .set("shard", some.get(0).accountId() % SHARDS)
                .setRows(
                        "rows",
                        some,
                        count -> Json.of("account", count.accountId())
                                .with("completed", count.completed())
                                .with("failed", count.failed())
                                .with("retried", count.retried()));
    }
}
