package org.mailback.operation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Sql;

/**
 * Queues operations inside the transaction of the user's change, each set with a fixed number of statements however many
 * messages it has. Whoever queues has locked the lanes ({@link #lockLanes}) and then changed the messages: the order of
 * locks is lanes, then messages, each by ascending id.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class OperationQueue {

    private static final Logger LOG = Logger.getLogger(OperationQueue.class);

    /** Operation {@code o} of lane {@code l} may be at the provider right now, or nobody knows: it must not change. */
    static final String IN_FLIGHT =
            """
            (o.uncertain or (l.lease_owner is not null and o.seq <= l.claimed_to
                             and (o.not_before is null or o.not_before <= l.claimed_at)))""";

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Event<OperationsQueued> queued;

    public OperationQueue() {}

    OperationQueue(EntityManager entityManager, Event<OperationsQueued> queued) {
        this.entityManager = entityManager;
        this.queued = queued;
    }

    /** Locks the lanes until the commit, so that what is in flight stays so and numbers follow the order of commits. */
    public void lockLanes(Collection<Long> accountIds) {
        Sql.of(
                        entityManager,
                        """
                        select account_id from account_lane
                        where account_id = any(cast(:accounts as bigint[])) order by account_id for update
                        """)
                .setIds("accounts", new TreeSet<>(accountIds))
                .list(row -> row.number(0));
    }

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
        int count = lanes.stream().mapToInt(Lane::operations).sum();
        if (cancelled && count > 0) {
            nameSuccessors(kind, messageIds);
        }
        lanes.forEach(this::wake);
        if (count > 0) {
            LOG.debugf("queued %d x %s for accounts %s", count, kind.code(), accountIds);
        }
        return count;
    }

    private boolean cancelReplaced(OperationKind kind, Collection<Long> messageIds) {
        return Sql.of(
                                entityManager,
                                """
                                update pending_operation o
                                set status = 'cancelled', completed_at = now(), slot = 0,
                                    note = 'replaced by a later ' || cast(:kind as text)
                                from account_lane l
                                where l.account_id = o.account_id
                                  and o.message_id = any(cast(:messages as bigint[]))
                                  and o.status in ('pending', 'failed')
                                  and (o.aspect = :aspect or cast(:kind as text) = 'delete')
                                  and (o.status = 'failed' or not
                                """
                                        + IN_FLIGHT + ") returning o.id")
                        .setIds("messages", messageIds)
                        .set("aspect", kind.aspect().code())
                        .set("kind", kind.code())
                        .list(row -> row.number(0))
                        .size()
                > 0;
    }

    private record Lane(long accountId, int operations) {}

    /** A placement that is as the provider has it, with nothing in flight, needs no operation: the wish was taken back. */
    private List<Lane> insert(OperationKind kind, Collection<Long> messageIds, @Nullable Long userId) {
        return Sql.of(
                        entityManager,
                        """
                        with wish as (
                            select m.id, m.account_id, m.folder_id,
                                   exists (select 1 from pending_operation p where p.message_id = m.id
                                           and p.status = 'pending' and p.aspect = :aspect) as behind,
                                   row_number() over (partition by m.account_id order by m.id) as number,
                                   m.folder_id = m.server_folder_id and m.uid is not null as unmoved
                            from message m where m.id = any(cast(:messages as bigint[]))
                        ), queued as (
                            insert into pending_operation (account_id, message_id, seq, kind, aspect, slot, status,
                                                           target_folder_id, created_by)
                            select w.account_id, w.id, l.queued_no + w.number, :kind, :aspect,
                                   case when w.behind then 1 else 0 end, 'pending',
                                   case when cast(:kind as text) in ('trash', 'restore') then w.folder_id end, :user
                            from wish w join account_lane l on l.account_id = w.account_id
                            where cast(:kind as text) not in ('trash', 'restore') or w.behind or w.unmoved is not true
                            returning account_id
                        )
                        select account_id, count(*) from queued group by account_id
                        """)
                .setIds("messages", messageIds)
                .set("kind", kind.code())
                .set("aspect", kind.aspect().code())
                .setNullable("user", userId)
                .list(row -> new Lane(row.number(0), (int) row.number(1)));
    }

    private void nameSuccessors(OperationKind kind, Collection<Long> messageIds) {
        Sql.command(
                        entityManager,
                        """
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

    /** A lane that is leased, waits on purpose or is due already keeps its time: then no indexed column changes (HOT update). */
    private void wake(Lane lane) {
        Sql.command(
                        entityManager,
                        """
                        update account_lane set
                            queued_no = queued_no + :count,
                            due_at = case when paused_until > now() or lease_owner is not null or due_at <= now()
                                          then due_at else now() end
                        where account_id = :account
                        """)
                .set("count", lane.operations())
                .set("account", lane.accountId())
                .execute();
        queued.fire(new OperationsQueued(lane.accountId(), lane.operations()));
    }

    /** Operations of an account with this status, in the order in which they were queued. */
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
}
