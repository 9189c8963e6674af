package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.SyncStatus.LaneInTrouble;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.mailbox.Page;
import org.mailback.operation.FailedOperations;
import org.mailback.operation.OperationQueue;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.OperationView;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/** Operations listed, retried and discarded. An administrator sees all accounts, a user their own. */
@Stateless
public class Operations {

    private static final Logger LOG = Logger.getLogger(Operations.class);

    private static final String MATCHING = """
            from pending_operation o join account a on a.id = o.account_id
            join account_lane l on l.account_id = o.account_id
            where o.status = :status and (:admin or a.owner_id = :user)
              and (cast(:account as bigint) is null or o.account_id = :account)
              and (cast(:kind as text) is null or o.kind = :kind)
              and (cast(:class as text) is null or o.error_class = :class)
              and (cast(:ids as bigint[]) is null or o.id = any(cast(:ids as bigint[])))
              and o.id < :before
            """;

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    FailedOperations failedOperations;

    @Inject
    Configuration configuration;

    /** Newest first. @param cursor {@code next} of the page before, null for the first */
    public Page<OperationView> list(Caller caller, OperationFilter filter, @Nullable String cursor, int limit) {
        var views = matching("select " + OperationView.COLUMNS, caller, filter, before(cursor), limit + 1)
                .list(row -> OperationView.of(row, configuration.maxAttempts()));
        boolean more = views.size() > limit;
        var items = more ? views.subList(0, limit) : views;
        return new Page<>(
                List.copyOf(items), more ? String.valueOf(items.get(limit - 1).id()) : null);
    }

    private static long before(@Nullable String cursor) {
        try {
            return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new MailboxProblem(
                    MailboxProblem.Kind.INVALID, "cursor must be the value of next from an earlier answer");
        }
    }

    private Sql matching(String select, Caller caller, OperationFilter filter, long before, int limit) {
        var ids = filter.ids();
        var kind = filter.kind();
        var errorClass = filter.errorClass();
        var sql = Sql.of(entityManager, select + MATCHING + " order by o.id desc limit :limit")
                .set("status", filter.status().code())
                .set("admin", caller.admin())
                .set("user", caller.userId())
                .setNullable("account", filter.accountId())
                .set("kind", kind == null ? null : kind.code())
                .set("class", errorClass == null ? null : errorClass.code())
                .set("before", before)
                .set("limit", limit);
        return ids == null ? sql.set("ids", (String) null) : sql.setIds("ids", ids);
    }

    /** @throws MailboxProblem {@code NOT_FOUND} if there is no such operation, or it is not the caller's */
    public OperationView get(Caller caller, long id) {
        for (var status : OperationStatus.values()) {
            var page = list(caller, new OperationFilter(status, null, null, null, List.of(id)), null, 1);
            if (!page.items().isEmpty()) {
                return page.items().get(0);
            }
        }
        throw new MailboxProblem(MailboxProblem.Kind.NOT_FOUND, "no operation " + id);
    }

    /** What a retry or discard did; what was not failed any more is skipped. */
    public record Verdict(int requested, int changed) {}

    /** Failed operations that match are pending again; at most as many at once as a bulk request may have. */
    public Verdict retry(Caller caller, OperationFilter filter) {
        var ids = lockMatching(caller, filter);
        var retried = failedOperations.retry(ids);
        var deleted = retried.stream()
                .filter(operation -> operation.kind().equals("delete"))
                .map(FailedOperations.Changed::messageId)
                .toList();
        Sql.command(entityManager, "update message set removed = true where id = any(cast(:ids as bigint[]))")
                .setIds("ids", deleted)
                .execute();
        LOG.infof("%s retries %d failed operations", caller.name(), retried.size());
        return new Verdict(requested(filter, ids), retried.size());
    }

    /** Failed operations that match are given up: the local value becomes the server's. */
    public Verdict discard(Caller caller, OperationFilter filter) {
        var ids = lockMatching(caller, filter);
        var discarded = failedOperations.discard(ids, "discarded by " + caller.name());
        Sql.command(entityManager, """
                        update message m set
                            seen = case when d.seen then m.server_seen else m.seen end,
                            folder_id = case when d.placement then coalesce(m.server_folder_id, m.folder_id)
                                             else m.folder_id end
                        from (select o.message_id, bool_or(o.aspect = 'seen') as seen,
                                     bool_or(o.aspect = 'placement') as placement
                              from pending_operation o
                              where o.id = any(cast(:ids as bigint[])) and o.status = 'cancelled'
                                and not exists (select 1 from pending_operation p where p.status = 'pending'
                                                and p.message_id = o.message_id and p.aspect = o.aspect)
                              group by o.message_id) d
                        where m.id = d.message_id
                        """)
                .setIds(
                        "ids",
                        discarded.stream().map(FailedOperations.Changed::id).toList())
                .execute();
        LOG.infof("%s discards %d failed operations", caller.name(), discarded.size());
        return new Verdict(requested(filter, ids), discarded.size());
    }

    private static int requested(OperationFilter filter, List<Long> found) {
        return filter.ids() == null ? found.size() : filter.ids().size();
    }

    private List<Long> lockMatching(Caller caller, OperationFilter filter) {
        if (filter.status() != OperationStatus.FAILED) {
            throw new MailboxProblem(
                    MailboxProblem.Kind.CONFLICT, "only failed operations can be retried or discarded");
        }
        var ids = matching("select o.id ", caller, filter, Long.MAX_VALUE, configuration.bulkLimit())
                .list(row -> row.number(0));
        failedOperations.lock(ids);
        return ids;
    }

    public SyncStatus status(Caller caller) {
        Map<String, Long> byClass = new LinkedHashMap<>();
        counts(caller, """
                        select coalesce(o.error_class, 'none'), count(*) from pending_operation o
                        join account a on a.id = o.account_id
                        where o.status = 'failed' and (:admin or a.owner_id = :user) group by 1 order by 2 desc
                        """).list(row -> byClass.put(row.text(0), row.number(1)));
        var pending = Objects.requireNonNull(counts(caller, """
                        select count(*), count(*) filter (where %s), min(o.created_at) from pending_operation o
                        join account a on a.id = o.account_id join account_lane l on l.account_id = o.account_id
                        where o.status = 'pending' and (:admin or a.owner_id = :user)
                        """.formatted(OperationQueue.IN_FLIGHT))
                .first(row -> new Pending(row.number(0), row.number(1), row.timeOrNull(2)))
                .orElse(null));
        long completed = counts(caller, """
                        select count(*) from pending_operation o join account a on a.id = o.account_id
                        where o.status = 'completed' and o.completed_at > now() - interval '24 hours'
                          and (:admin or a.owner_id = :user)
                        """).first(row -> row.number(0)).orElse(0L);
        long failed = byClass.values().stream().mapToLong(Long::longValue).sum();
        return new SyncStatus(
                pending.count(), pending.inFlight(), failed, completed, byClass, pending.oldest(), troubles(caller));
    }

    private record Pending(
            long count, long inFlight, @Nullable Instant oldest) {}

    private List<LaneInTrouble> troubles(Caller caller) {
        return counts(caller, """
                        select l.account_id, l.pause_reason, l.pause_text, nullif(l.paused_until, 'infinity'), l.fail_streak
                        from account_lane l join account a on a.id = l.account_id
                        where l.pause_reason is not null and a.deleted_at is null and (:admin or a.owner_id = :user)
                        order by l.fail_streak desc, l.account_id limit 200
                        """)
                .list(row -> new LaneInTrouble(
                        row.number(0), row.text(1), row.textOrNull(2), row.timeOrNull(3), (int) row.number(4)));
    }

    private Sql counts(Caller caller, String statement) {
        return Sql.of(entityManager, statement).set("admin", caller.admin()).set("user", caller.userId());
    }
}
