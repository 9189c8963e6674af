package org.mailback.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mailback.event.Change;
import org.mailback.event.OperationsChanged;
import org.mailback.platform.Sql;

/** The two ways out of failed: queued once more, or given up. Both change only what still is failed, so asking twice is harmless. */
@ApplicationScoped
public class FailedOperations {

    @Inject
    EntityManager entityManager;

    @Inject
    LaneRequests lanes;

    @Inject
    Event<Change> changes;

    @Inject
    OperationAttempts attempts;

    /** An operation that left the failed ones. */
    public record Changed(long id, long accountId, long messageId, String kind) {}

    /** Locks the lanes of these operations' accounts until the commit. */
    public void lock(Collection<Long> ids) {
        lanes.lock(Sql.of(entityManager, """
                        select distinct account_id from pending_operation
                        where status = 'failed' and id = any(cast(:ids as bigint[]))
                        """).setIds("ids", ids).list(row -> row.number(0)));
    }

    /**
     * Pending again, behind all others of their lanes and with no attempt used; a later wish is never undone by it.
     *
     * @param actor who wants it, told in the history of each
     */
    public List<Changed> retry(Collection<Long> ids, String actor) {
        var retried = Sql.of(entityManager, """
                        update pending_operation o
                        set status = 'pending', attempts = 0, not_before = null, completed_at = null, slot = 0, seq = n.seq
                        from (select f.id, l.queued_no + row_number() over (partition by f.account_id order by f.seq) as seq
                              from pending_operation f join account_lane l on l.account_id = f.account_id
                              where f.status = 'failed' and f.id = any(cast(:ids as bigint[]))
                                and not exists (select 1 from pending_operation p where p.status = 'pending'
                                                and p.message_id = f.message_id and p.aspect = f.aspect)) n
                        where o.id = n.id and o.status = 'failed'
                        returning o.id, o.account_id, o.message_id, o.kind
                        """).setIds("ids", ids).list(FailedOperations::changed);
        attempts.writeRetried(retried.stream().map(Changed::id).toList(), actor);
        var counts = new TreeMap<Long, Integer>();
        retried.forEach(operation -> counts.merge(operation.accountId(), 1, Integer::sum));
        counts.forEach(lanes::queued);
        return told(OperationStatus.PENDING, retried);
    }

    /** Cancelled; the caller lets the local value follow the server's. */
    public List<Changed> discard(Collection<Long> ids, String note) {
        var discarded =
                Sql.of(entityManager, """
                        update pending_operation o set status = 'cancelled', completed_at = now(), note = :note
                        where o.status = 'failed' and o.id = any(cast(:ids as bigint[]))
                        returning o.id, o.account_id, o.message_id, o.kind
                        """).setIds("ids", ids).set("note", note).list(FailedOperations::changed);
        return told(OperationStatus.CANCELLED, discarded);
    }

    private List<Changed> told(OperationStatus status, List<Changed> operations) {
        operations.stream()
                .collect(Collectors.groupingBy(
                        operation -> Map.entry(operation.accountId(), operation.kind()),
                        Collectors.mapping(Changed::messageId, Collectors.toList())))
                .forEach((of, messageIds) ->
                        changes.fire(OperationsChanged.of(of.getKey(), status.code(), of.getValue(), messageIds)));
        return operations;
    }

    private static Changed changed(Sql.Row row) {
        return new Changed(row.number(0), row.number(1), row.number(2), row.text(3));
    }
}
