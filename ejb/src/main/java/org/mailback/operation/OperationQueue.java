package org.mailback.operation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.event.Change;
import org.mailback.event.OperationsChanged;
import org.mailback.platform.Json;
import org.mailback.platform.Sql;

/**
 * Queues operations inside the transaction of the user's change, each set with a fixed number of statements however many
 * messages it has. Whoever queues has locked the lanes ({@link LaneRequests#lock}) and then changed the messages: the order of
 * locks is lanes, then messages, each by ascending id.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class OperationQueue {

    private static final Logger LOG = Logger.getLogger(OperationQueue.class);

    /** Operation {@code o} of lane {@code l} may be at the provider right now, or nobody knows: it must not change. */
    public static final String IN_FLIGHT = """
            (o.slot = 0 and (o.uncertain or (l.lease_owner is not null and o.seq <= l.claimed_to
                                             and (o.not_before is null or o.not_before <= l.claimed_at))))""";

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    LaneRequests lanes;

    @Inject
    Event<Change> changes;

    @Inject
    OperationAttempts attempts;

    /**
     * Queues one operation a message, or none where an unclaimed wish was taken back before anything reached the provider.
     * Wishes of the same aspect that are not in flight are cancelled; {@code DELETE} replaces those of both aspects.
     *
     * @param accountIds the locked lanes; all messages belong to them
     * @param messageIds messages whose local value the caller has just changed in this transaction
     * @param userId who asked for it, null for nobody in particular
     * @return how many operations were queued
     */
    public int queue(
            OperationKind kind, Collection<Long> accountIds, Collection<Long> messageIds, @Nullable Long userId) {
        if (messageIds.isEmpty()) {
            return 0;
        }
        boolean cancelled = cancelReplaced(kind, messageIds);
        var lanes = insert(kind, messageIds, userId);
        if (cancelled && !lanes.isEmpty()) {
            nameSuccessors(kind, messageIds);
        }
        lanes.forEach(lane -> wake(kind, lane));
        return lanes.stream().mapToInt(Lane::operations).sum();
    }

    private boolean cancelReplaced(OperationKind kind, Collection<Long> messageIds) {
        var cancelled = Sql.of(
                        entityManager, """
                                with cancelled as (
                                update pending_operation o
                                set status = 'cancelled', completed_at = now(), slot = 0,
                                    note = 'replaced by a later ' || cast(:kind as text)
                                from account_lane l
                                where l.account_id = o.account_id
                                  and o.message_id = any(cast(:messages as bigint[]))
                                  and o.status in ('pending', 'failed')
                                  and (o.aspect = :aspect or cast(:kind as text) = 'delete')
                                  and (o.status = 'failed' or not
                                """ + IN_FLIGHT + """
                                ) returning o.account_id, o.kind, o.message_id)
                                select account_id, kind, count(*),
                                """ + Change.IDS + " from cancelled group by account_id, kind")
                .setIds("messages", messageIds)
                .set("aspect", kind.aspect().code())
                .set("kind", kind.code())
                .list(row -> OperationsChanged.of(
                        row.number(0),
                        OperationStatus.CANCELLED.code(),
                        row.text(1),
                        row.number(2),
                        Change.ids(row.textOrNull(3))));
        cancelled.forEach(changes::fire);
        return !cancelled.isEmpty();
    }

    private record Lane(
            long accountId,
            int operations,
            long firstId,
            long lastId,
            @Nullable List<Long> messageIds) {}

    /**
     * A placement that is as the provider has it, with nothing in flight, needs no operation: the wish was taken back. Unless
     * it takes the place of a move that failed and may have been done all the same. A delete looks for the message anyway.
     */
    private List<Lane> insert(OperationKind kind, Collection<Long> messageIds, @Nullable Long userId) {
        return Sql.of(entityManager, """
                        with wish as (
                            select m.id, m.account_id, m.folder_id,
                                   exists (select 1 from pending_operation p where p.message_id = m.id
                                           and p.status = 'pending' and p.aspect = :aspect) as behind,
                                   row_number() over (partition by m.account_id order by m.id) as number,
                                   m.folder_id = m.server_folder_id and m.uid is not null as unmoved,
                                   cast(:kind as text) in ('trash', 'restore')
                                   and exists (select 1 from pending_operation c where c.message_id = m.id
                                               and c.status = 'cancelled' and c.completed_at = now() and c.uncertain) as unsure
                            from message m where m.id = any(cast(:messages as bigint[]))
                        ), queued as (
                            insert into pending_operation (account_id, message_id, seq, kind, aspect, slot, status,
                                                           target_folder_id, uncertain, created_by)
                            select w.account_id, w.id, l.queued_no + w.number, :kind, :aspect,
                                   case when w.behind then 1 else 0 end, 'pending',
                                   case when cast(:kind as text) in ('trash', 'restore') then w.folder_id end,
                                   w.unsure and not w.behind, :user
                            from wish w join account_lane l on l.account_id = w.account_id
                            where cast(:kind as text) not in ('trash', 'restore') or w.behind or w.unsure
                                  or w.unmoved is not true
                            returning account_id, id, message_id
                        )
                        select account_id, count(*), min(id), max(id),
                        """ + Change.IDS + " from queued group by account_id")
                .setIds("messages", messageIds)
                .set("kind", kind.code())
                .set("aspect", kind.aspect().code())
                .setNullable("user", userId)
                .list(row -> new Lane(
                        row.number(0),
                        (int) row.number(1),
                        row.number(2),
                        row.number(3),
                        Change.ids(row.textOrNull(4))));
    }

    private void nameSuccessors(OperationKind kind, Collection<Long> messageIds) {
        Sql.command(entityManager, """
                        update pending_operation c set superseded_by = p.id
                        from pending_operation p
                        where p.status = 'pending' and p.kind = :kind and p.message_id = any(cast(:messages as bigint[]))
                          and c.message_id = p.message_id and c.status = 'cancelled' and c.completed_at = now()
                          and c.superseded_by is null
                        """)
                .set("kind", kind.code())
                .setIds("messages", messageIds)
                .execute();
    }

    private void wake(OperationKind kind, Lane lane) {
        lanes.queued(lane.accountId(), lane.operations());
        changes.fire(OperationsChanged.of(
                lane.accountId(), OperationStatus.PENDING.code(), kind.code(), lane.operations(), lane.messageIds()));
        LOG.infof(
                "Account %d: queued %d x %s, operations %d to %d",
                lane.accountId(), lane.operations(), kind.code(), lane.firstId(), lane.lastId());
    }

    /** Operations of an account with this status, in the order in which they were queued. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public List<PendingOperation> list(long accountId, OperationStatus status, int limit) {
        return entityManager
                .createQuery(
                        "select o from PendingOperation o where o.status = :status and o.accountId = :account order by o.seq",
                        PendingOperation.class)
                .setParameter("status", status.code())
                .setParameter("account", accountId)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Failed operations of an account, the oldest first. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public List<PendingOperation> failed(long accountId, int limit) {
        return list(accountId, OperationStatus.FAILED, limit);
    }

    /**
     * An operation that is done.
     *
     * @param note shown beside it
     * @param took how long the provider took, null if it was not asked
     */
    public record Completion(
            long id, @Nullable String note, @Nullable Duration took) {}

    /** These are done; what is completed already stays as it is. @param node whose try succeeded */
    public void complete(Collection<Completion> completions, String node) {
        var alike = completions.stream().collect(Collectors.groupingBy(Told::of));
        alike.forEach((told, same) -> complete(told, same, node));
        if (!completions.isEmpty()) {
            promoteFollowers(completions.stream().map(Completion::id).toList());
        }
    }

    /** What all operations of one command share: one array of ids stands for all of them, which no plan can make quadratic. */
    private record Told(@Nullable String note, @Nullable Long millis) {
        static Told of(Completion completion) {
            var took = completion.took();
            return new Told(completion.note(), took == null ? null : took.toMillis());
        }
    }

    private void complete(Told told, Collection<Completion> completions, String node) {
        Sql.command(entityManager, """
                        update pending_operation o
                        set status = 'completed', completed_at = now(), attempts = attempts + 1, last_attempt = now(),
                            not_before = null, uncertain = false, slot = 0, note = coalesce(:note, o.note),
                            applied_by = :node, applied_ms = :millis
                        where o.id = any(cast(:ids as bigint[])) and o.status = 'pending'
                        """)
                .set("node", node)
                .set("note", told.note())
                .setNullable("millis", told.millis())
                .setIds("ids", completions.stream().map(Completion::id).toList())
                .execute();
    }

    /**
     * A try that the provider answered without success.
     *
     * @param retryAfter null: failed for good
     * @param uncertain it may have had its effect all the same, so it is probed before it is applied again
     * @param copied it may have left a copy in the target beside the original
     * @param took how long the provider took, null if it was not asked
     */
    public record Failure(
            long id,
            ErrorClass errorClass,
            String text,
            @Nullable Duration retryAfter,
            boolean uncertain,
            boolean copied,
            @Nullable Duration took) {}

    /** A try whose effect nobody knows. @param copied it may have left a copy in the target beside the original */
    public record Unknown(
            long id, String text, boolean copied, @Nullable Duration took) {}

    /**
     * An operation that a later wish waits behind is cancelled instead: nobody wants it any more. A move that may have had its
     * effect stays until its last attempt, because the later wish has to begin where the message really is; after that the
     * later wish itself looks.
     *
     * @return the status of each by its id; an operation that is settled already is left out
     */
    public Map<Long, String> fail(Collection<Failure> failures, String node) {
        if (failures.isEmpty()) {
            return Map.of();
        }
        attempts.write(failures, node);
        var statuses = new HashMap<Long, String>();
        Sql.of(entityManager, """
                        update pending_operation o
                        set status = case when f.id is not null then 'cancelled'
                                          when r.delay is null then 'failed' else 'pending' end,
                            superseded_by = f.id,
                            note = case when f.id is not null then 'replaced by a later ' || f.kind else o.note end,
                            completed_at = case when f.id is not null or r.delay is null then now() end,
                            attempts = o.attempts + 1, last_attempt = now(), last_error = r.text, error_class = r.class,
                            not_before = case when f.id is null then now() + make_interval(secs => r.delay) end,
                            uncertain = r.uncertain and o.aspect = 'placement',
                            copied = r.uncertain and (o.copied or r.copied),
                            uid_floor = case when r.uncertain and o.aspect = 'placement'
                                             then coalesce(o.uid_floor, uid_floor(o.target_folder_id)) end
                        from jsonb_to_recordset(cast(:rows as jsonb))
                                 as r(id bigint, class text, text text, delay double precision, uncertain boolean,
                                      copied boolean)
                             join pending_operation h on h.id = r.id and h.status = 'pending'
                             left join pending_operation f on f.message_id = h.message_id and f.aspect = h.aspect
                                  and f.status = 'pending' and f.slot = 1
                                  and not (r.uncertain and h.aspect = 'placement' and r.delay is not null)
                        where o.id = h.id and o.status = 'pending'
                        returning o.id, o.status
                        """)
                .setRows(
                        "rows",
                        failures,
                        row -> Json.of("id", row.id())
                                .with("class", row.errorClass().code())
                                .with("text", row.text())
                                .with("delay", row.retryAfter())
                                .with("uncertain", row.uncertain())
                                .with("copied", row.copied()))
                .list(row -> statuses.put(row.number(0), row.text(1)));
        promoteFollowers(failures.stream().map(Failure::id).toList());
        return statuses;
    }

    /** The effect of these is not known: no attempt is used, and they are probed before they are applied again. */
    public void markUncertain(Collection<Unknown> unknown, String node) {
        if (unknown.isEmpty()) {
            return;
        }
        attempts.writeUnknown(unknown, node);
        Sql.command(entityManager, """
                        update pending_operation o
                        set uncertain = true, copied = o.copied or r.copied,
                            uid_floor = coalesce(o.uid_floor, uid_floor(o.target_folder_id))
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(id bigint, copied boolean)
                        where o.id = r.id and o.status = 'pending' and o.aspect = 'placement'
                        """)
                .setRows("rows", unknown, row -> Json.of("id", row.id()).with("copied", row.copied()))
                .execute();
    }

    /** What waited behind operations that are settled now comes next; behind a move that may have been done it looks first. */
    private void promoteFollowers(Collection<Long> settled) {
        Sql.command(entityManager, """
                        update pending_operation f set slot = 0, uncertain = o.uncertain and f.kind <> 'delete'
                        from pending_operation o
                        where o.id = any(cast(:ids as bigint[])) and o.status <> 'pending'
                          and f.message_id = o.message_id and f.aspect = o.aspect and f.status = 'pending' and f.slot = 1
                        """).setIds("ids", settled).execute();
    }
}
