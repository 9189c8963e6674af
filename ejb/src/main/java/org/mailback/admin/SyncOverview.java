package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.ejb3.annotation.TransactionTimeout;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.SyncStatus.LaneInTrouble;
import org.mailback.mailbox.Caller;
import org.mailback.operation.OperationQueue;
import org.mailback.platform.Sql;

/** Counts: what waits, what failed, what was done in the last hours. */
@Stateless
public class SyncOverview {

    private static final String OWN = " and o.account_id in (select id from account where owner_id = :user)";

    /**
     * Exact up to 100,000; beyond that PostgreSQL's estimate, which comes from its last look at the table and the table's size
     * now: a collector asks every few seconds, and must not read millions of rows each time. The oldest is the one with the
     * lowest id.
     */
    static final String PENDING = """
            select case when c.counted <= 100000 then c.counted
                        else greatest(c.counted, (select cast(reltuples * pg_relation_size(oid)
                                                          / greatest(relpages * cast(current_setting('block_size') as int), 1) as bigint)
                                                  from pg_class where oid = cast('pending_operation_pending' as regclass))) end,
                   f.created_at,
                   cast(coalesce(extract(epoch from clock_timestamp() - f.created_at), 0) * 1000 as bigint),
                   (select count(*) from pending_operation o where o.status = 'pending' and o.uncertain and o.slot = 0)
            from (select count(*) as counted
                  from (select 1 from pending_operation o where o.status = 'pending' limit 100001) p) c
            left join (select o.created_at from pending_operation o where o.status = 'pending' order by o.id limit 1) f on true
            """;

    private static final String PENDING_OF_USER = """
            select count(*), min(o.created_at),
                   cast(coalesce(extract(epoch from clock_timestamp() - min(o.created_at)), 0) * 1000 as bigint),
                   count(*) filter (where o.uncertain and o.slot = 0)
            from pending_operation o where o.status = 'pending'
            """ + OWN;

    @PersistenceContext
    EntityManager entityManager;

    /** What settled in the hour that begins {@code at}; {@code retried} are attempts that are repeated. */
    public record Hour(Instant at, long completed, long failed, long retried) {}

    private static final Caller COLLECTOR = new Caller(0, "collector", true);

    private record Pending(long count, @Nullable Instant oldest, Duration age, long uncertain) {}

    private record Day(long completed, long failed) {}

    public SyncStatus status(Caller caller) {
        var pending = pending(caller);
        var failed = failedByClass(caller);
        var day = lastDay(caller);
        return new SyncStatus(
                pending.count(),
                pending.uncertain() + claimed(caller),
                failed.values().stream().mapToLong(Long::longValue).sum(),
                day.completed(),
                day.completed(),
                day.failed(),
                failed,
                pending.oldest(),
                troubles(caller));
    }

    /** For a collector, who does not wait long. */
    @TransactionTimeout(5)
    public SyncNumbers numbers() {
        var pending = pending(COLLECTOR);
        var waiting = new HashMap<String, Long>();
        Sql.of(entityManager, """
                        select l.pause_reason, count(*) from account_lane l join account a on a.id = l.account_id
                        where l.pause_reason is not null and a.deleted_at is null group by 1
                        """).list(row -> waiting.put(row.text(0), row.number(1)));
        return new SyncNumbers(
                pending.count(),
                pending.uncertain() + claimed(COLLECTOR),
                failedByClass(COLLECTOR),
                pending.age(),
                waiting);
    }

    private Pending pending(Caller caller) {
        return Objects.requireNonNull(scoped(caller, caller.admin() ? PENDING : PENDING_OF_USER)
                .first(row ->
                        new Pending(row.number(0), row.timeOrNull(1), Duration.ofMillis(row.number(2)), row.number(3)))
                .orElse(null));
    }

    /** At the provider right now, besides those whose outcome is not known: few lanes are leased at a time. */
    private long claimed(Caller caller) {
        return counts(caller, """
                        select count(*) from pending_operation o join account_lane l on l.account_id = o.account_id
                        where o.status = 'pending' and l.lease_owner is not null and not o.uncertain and
                        """ + OperationQueue.IN_FLIGHT)
                .first(row -> row.number(0))
                .orElse(0L);
    }

    private Map<String, Long> failedByClass(Caller caller) {
        Map<String, Long> byClass = new LinkedHashMap<>();
        var own = caller.admin() ? "" : OWN;
        scoped(caller, """
                        select coalesce(o.error_class, 'none'), count(*) from pending_operation o
                        where o.status = 'failed'
                        """ + own + " group by 1 order by 2 desc").list(row -> byClass.put(row.text(0), row.number(1)));
        return byClass;
    }

    private Day lastDay(Caller caller) {
        return counts(caller, """
                        select cast(coalesce(sum(o.completed), 0) as bigint), cast(coalesce(sum(o.failed), 0) as bigint)
                        from %s o where o.hour > now() - interval '24 hours'
                        """.formatted(caller.admin() ? "total_activity" : "account_activity"))
                .first(row -> new Day(row.number(0), row.number(1)))
                .orElse(new Day(0, 0));
    }

    private List<LaneInTrouble> troubles(Caller caller) {
        var own = caller.admin() ? "" : "and a.owner_id = :user";
        return scoped(caller, """
                        select l.account_id, l.pause_reason, l.pause_text, nullif(l.paused_until, 'infinity'), l.fail_streak
                        from account_lane l join account a on a.id = l.account_id
                        where l.pause_reason is not null and a.deleted_at is null %s
                        order by l.fail_streak desc, l.account_id limit 200
                        """.formatted(own))
                .list(row -> new LaneInTrouble(
                        row.number(0), row.text(1), row.textOrNull(2), row.timeOrNull(3), (int) row.number(4)));
    }

    private Sql counts(Caller caller, String statement) {
        return scoped(caller, caller.admin() ? statement : statement + OWN);
    }

    private Sql scoped(Caller caller, String statement) {
        var sql = Sql.of(entityManager, statement);
        return caller.admin() ? sql : sql.set("user", caller.userId());
    }

    /** So many hours, the current one included, oldest first. @param accountId null: all accounts */
    public List<Hour> activity(int hours, @Nullable Long accountId) {
        var sql = Sql.of(entityManager, """
                        with ends as (select date_trunc('hour', now(), 'UTC') as last)
                        select h.hour, cast(coalesce(sum(c.completed), 0) as bigint),
                               cast(coalesce(sum(c.failed), 0) as bigint), cast(coalesce(sum(c.retried), 0) as bigint)
                        from ends, generate_series(ends.last - make_interval(hours => cast(:hours as int) - 1), ends.last,
                                                   interval '1 hour') as h(hour)
                        left join %s on c.hour = h.hour
                        group by h.hour order by h.hour
                        """.formatted(
                                accountId == null
                                        ? "total_activity c"
                                        : "(select * from account_activity where account_id = :account) c"))
                .set("hours", hours);
        return (accountId == null ? sql : sql.set("account", accountId))
                .list(row -> new Hour(row.time(0), row.number(1), row.number(2), row.number(3)));
    }
}
