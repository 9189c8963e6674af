package org.mailback.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailback.event.Change;
import org.mailback.event.OperationsChanged;
import org.mailback.platform.Sql;
import org.mailback.platform.Trip;

/**
 * Writes new operations, numbered in their lanes, beside or in place of what was wished before. Nearly always nothing was, and
 * then one statement does it all.
 */
@ApplicationScoped
public class Wishes {

    /** The messages that a statement has changed, for the one that queues their operations. */
    public static final String CHANGED = "changed";

    @Inject
    EntityManager entityManager;

    @Inject
    Event<Change> changes;

    /** What a lane got. */
    public record Lane(
            long accountId,
            int operations,
            long firstId,
            long lastId,
            @Nullable List<Long> messageIds,
            boolean due) {

        /** Of so few messages that each is named. */
        public List<Long> ids() {
            return Objects.requireNonNull(messageIds);
        }

        /** From {@link #NUMBERING}; null if it says nothing of a lane. */
        static @Nullable Lane of(Sql.Row row) {
            return row.numberOrNull(0) == null
                    ? null
                    : new Lane(
                            row.number(0),
                            (int) row.number(1),
                            row.number(2),
                            row.number(3),
                            Change.ids(row.textOrNull(4)),
                            row.flag(5));
        }
    }

    /** After a CTE {@code queued}: the lanes count on. */
    private static final String NUMBERING =
            """
            , counted as (
                select account_id, count(*) as operations, min(id) as first, max(id) as last,
            """ + Change.IDS + """
                 as messages from queued group by account_id
            ), numbered as (
                update account_lane l set
            """ + LaneRequests.NUMBERED + """
                from counted n where l.account_id = n.account_id
                returning n.account_id, n.operations, n.first, n.last, n.messages,
            """ + LaneRequests.IS_DUE + """
                 as due
            )
            select n.account_id, n.operations, n.first, n.last, n.messages, n.due
            """;

    /**
     * Wishes are looked for by the messages' ids alone: joined, all that is pending was read for one message. Lanes are looked up
     * one by one, each once, or the lanes of all accounts would be read for their order; the full join, which leaves none out, can
     * only be hashed.
     */
    public static final String FIRST = """
            with before as materialized (
                select exists (select 1 from pending_operation p
                               where p.message_id = any(cast(:messages as bigint[])) and p.status in ('pending', 'failed')
                                 and (p.aspect = :aspect or cast(:all as boolean))) as any
            ), wish as materialized (
                select id, account_id, folder_id from message
                where id = any(cast(:messages as bigint[])) and not (select b.any from before b)
                  and (not cast(:moving as boolean)
                       or (folder_id = server_folder_id and uid is not null) is not true)
            ), lane as materialized (
                select l.account_id, l.queued_no, a.owner_id from (select distinct account_id from wish) w
                cross join lateral (
                    select account_id, queued_no from account_lane where account_id = w.account_id offset 0) l
                cross join lateral (select owner_id from account where id = w.account_id offset 0) a
            ), queued as (
                insert into pending_operation (account_id, message_id, seq, kind, aspect, status,
                                               target_folder_id, created_by)
                select w.account_id, w.id,
                       l.queued_no + row_number() over (partition by w.account_id order by w.id),
                       :kind, :aspect, 'pending', case when cast(:moving as boolean) then w.folder_id end, l.owner_id
                from wish w full join lane l on l.account_id = w.account_id
                returning account_id, id, message_id
            )
            """ + NUMBERING + """
            , b.any from before b left join numbered n on true
            """;

    /** The same for messages that a statement before it has handed over. */
    private static final String FIRST_OF_CHANGED = FIRST.replace(":messages", Trip.handedOver(CHANGED));

    /** @return empty if nothing was done, because there are wishes already that these may replace or have to wait for */
    public Optional<List<Lane>> queueFirst(OperationKind kind, Collection<Long> messageIds) {
        return first(of(kind, Sql.of(entityManager, FIRST)).setIds("messages", messageIds));
    }

    /** As {@link #queueFirst} for those that were {@link #CHANGED} in the same trip. @return gives it when the trip may go */
    public Supplier<Optional<List<Lane>>> queueChanged(Trip trip, OperationKind kind) {
        var queued = of(kind, trip.add(FIRST_OF_CHANGED));
        return () -> first(queued);
    }

    private static Sql of(OperationKind kind, Sql first) {
        return first.set("kind", kind.code())
                .set("aspect", kind.aspect().code())
                .set("moving", moves(kind))
                .set("all", kind == OperationKind.DELETE);
    }

    private static Optional<List<Lane>> first(Sql query) {
        var rows = query.list(row -> new First(row.flag(6), Lane.of(row)));
        return rows.stream().anyMatch(First::others)
                ? Optional.empty()
                : Optional.of(
                        rows.stream().map(First::lane).filter(Objects::nonNull).toList());
    }

    private record First(boolean others, @Nullable Lane lane) {}

    private static boolean moves(OperationKind kind) {
        return kind == OperationKind.TRASH || kind == OperationKind.RESTORE;
    }

    /** What is asked of each message is a look-up of its own ({@code limit}, {@code offset}): joined, all that is pending was read. */
    public static final String CANCEL =
            """
            with replaced as materialized (
                select o.id, o.status from unnest(cast(:messages as bigint[])) as m(id)
                cross join lateral (
                    select * from pending_operation
                    where message_id = m.id and status in ('pending', 'failed')
                      and (aspect = :aspect or cast(:kind as text) = 'delete') offset 0) o
                cross join lateral (select * from account_lane where account_id = o.account_id offset 0) l
                where o.status = 'failed' or not
            """ + OperationQueue.IN_FLIGHT + """
            ), cancelled as (
                update pending_operation o
                set status = 'cancelled', completed_at = now(), slot = 0,
                    note = 'replaced by a later ' || cast(:kind as text)
                from replaced r
                where o.id = r.id and o.status = r.status and o.status in ('pending', 'failed')
                returning o.account_id, o.kind, o.message_id
            )
            select account_id, kind, count(*),
            """ + Change.IDS + " from cancelled group by account_id, kind";

    /** Messages are looked up before they are numbered, or all there are would be read in the order of their numbers. */
    public static final String BESIDE_OTHERS = """
            with own as materialized (
                select id, account_id, folder_id, folder_id = server_folder_id and uid is not null as unmoved
                from message where id = any(cast(:messages as bigint[]))
            ), wish as (
                select m.id, m.account_id, m.folder_id, m.unmoved, p.yes is not null as behind,
                       row_number() over (partition by m.account_id order by m.id) as number,
                       c.yes is not null as unsure
                from own m
                left join lateral (
                    select true as yes from pending_operation
                    where message_id = m.id and status = 'pending' and aspect = :aspect limit 1) p on true
                left join lateral (
                    select true as yes from pending_operation
                    where cast(:moving as boolean) and message_id = m.id
                      and status = 'cancelled' and completed_at = now() and uncertain limit 1) c on true
            ), queued as (
                insert into pending_operation (account_id, message_id, seq, kind, aspect, slot, status,
                                               target_folder_id, uncertain, created_by)
                select w.account_id, w.id, l.queued_no + w.number, :kind, :aspect,
                       case when w.behind then 1 else 0 end, 'pending',
                       case when cast(:moving as boolean) then w.folder_id end,
                       w.unsure and not w.behind, a.owner_id
                from wish w
                cross join lateral (select queued_no from account_lane where account_id = w.account_id offset 0) l
                cross join lateral (select owner_id from account where id = w.account_id offset 0) a
                where not cast(:moving as boolean) or w.behind or w.unsure or w.unmoved is not true
                returning account_id, id, message_id
            )
            """ + NUMBERING + " from numbered n";

    /** What is not in flight is cancelled and replaced; what is in flight is waited for. */
    public List<Lane> replace(OperationKind kind, Collection<Long> messageIds) {
        boolean cancelled = cancelReplaced(kind, messageIds);
        var lanes = insert(kind, messageIds);
        if (cancelled && !lanes.isEmpty()) {
            nameSuccessors(kind, messageIds);
        }
        return lanes;
    }

    private boolean cancelReplaced(OperationKind kind, Collection<Long> messageIds) {
        var cancelled = Sql.of(entityManager, CANCEL)
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

    /**
     * A placement that is as the provider has it, with nothing in flight, needs no operation: the wish was taken back. Unless
     * it takes the place of a move that failed and may have been done all the same. A delete looks for the message anyway.
     */
    private List<Lane> insert(OperationKind kind, Collection<Long> messageIds) {
        return Sql.of(entityManager, BESIDE_OTHERS)
                .setIds("messages", messageIds)
                .set("kind", kind.code())
                .set("aspect", kind.aspect().code())
                .set("moving", moves(kind))
                .list(Lane::of);
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
}
