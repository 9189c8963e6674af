package org.mailback.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.event.Change;
import org.mailback.event.OperationsChanged;
import org.mailback.platform.Json;
import org.mailback.platform.Trip;

/**
 * Queues operations inside the transaction of the user's change, each set with a fixed number of statements however many
 * messages it has. Whoever queues has locked the lanes ({@link LaneRequests#lockOf}) and then changed the messages: the order of
 * locks is lanes, then messages, each by ascending id.
 */
@ApplicationScoped
public class OperationQueue {

    private static final Logger LOG = Logger.getLogger(OperationQueue.class);

    /** Operation {@code o} of lane {@code l} may be at the provider right now, or nobody knows: it must not change. */
    public static final String IN_FLIGHT = """
            (o.slot = 0 and (o.uncertain or (l.lease_owner is not null and o.seq <= l.claimed_to
                                             and (o.not_before is null or o.not_before <= l.claimed_at))))""";

    /**
     * What waited behind operations that are settled now comes next; behind a move that may have been done it looks first. Hardly
     * ever does anything wait, and then nothing is looked up.
     */
    public static final String PROMOTE = """
            update pending_operation f set slot = 0, uncertain = o.uncertain and f.kind <> 'delete'
            from pending_operation o
            where o.id = any(cast(:ids as bigint[])) and o.status <> 'pending'
              and f.message_id = o.message_id and f.aspect = o.aspect and f.status = 'pending' and f.slot = 1
              and exists (select 1 from pending_operation where status = 'pending' and slot = 1)
            """;

    /** Each is looked up by its id, whatever else is pending. */
    public static final String COMPLETE = """
            update pending_operation o
            set status = 'completed', completed_at = now(), attempts = attempts + 1, last_attempt = now(),
                not_before = null, uncertain = false, slot = 0, note = coalesce(r.note, o.note),
                applied_by = :node, applied_ms = r.millis
            from unnest(cast(:ids as bigint[]), cast(:notes as text[]), cast(:millis as bigint[])) as r(id, note, millis)
            where o.id = r.id and o.status = 'pending'
            """;

    @Inject
    LaneRequests lanes;

    @Inject
    Wishes wishes;

    @Inject
    Event<Change> changes;

    @Inject
    OperationAttempts attempts;

    /**
     * Queues one operation a message, or none where an unclaimed wish was taken back before anything reached the provider.
     * Wishes of the same aspect that are not in flight are cancelled; {@code DELETE} replaces those of both aspects.
     *
     * @param messageIds messages of locked lanes, whose local value their owner has just changed in this transaction
     * @return what was queued in each lane
     */
    public List<Wishes.Lane> queue(OperationKind kind, Collection<Long> messageIds) {
        if (messageIds.isEmpty()) {
            return List.of();
        }
        return queued(kind, messageIds, wishes.queueFirst(kind, messageIds));
    }

    /**
     * As {@link #queue} for messages that the statement before it hands over as {@link Wishes#CHANGED}.
     *
     * @return to be called with these, when the trip may go
     */
    public Function<Collection<Long>, List<Wishes.Lane>> queueChanged(Trip trip, OperationKind kind) {
        var first = wishes.queueChanged(trip, kind);
        return messageIds -> queued(kind, messageIds, first.get());
    }

    private List<Wishes.Lane> queued(
            OperationKind kind, Collection<Long> messageIds, Optional<List<Wishes.Lane>> first) {
        var lanes = first.orElseGet(() -> wishes.replace(kind, messageIds));
        lanes.forEach(lane -> wake(kind, lane));
        return lanes;
    }

    private void wake(OperationKind kind, Wishes.Lane lane) {
        if (lane.due()) {
            lanes.hint(lane.accountId());
        }
        changes.fire(OperationsChanged.of(
                lane.accountId(), OperationStatus.PENDING.code(), kind.code(), lane.operations(), lane.messageIds()));
        LOG.infof(
                "Account %d: queued %d x %s, operations %d to %d",
                lane.accountId(), lane.operations(), kind.code(), lane.firstId(), lane.lastId());
    }

    /**
     * An operation that is done.
     *
     * @param note shown beside it
     * @param took how long the provider took, null if it was not asked
     */
    public record Completion(
            long id, @Nullable String note, @Nullable Duration took) {

        private @Nullable Long millis() {
            return took == null ? null : took.toMillis();
        }
    }

    /** These are done; what is completed already stays as it is. @param node whose try succeeded */
    public void complete(Trip trip, Collection<Completion> completions, String node) {
        if (completions.isEmpty()) {
            return;
        }
        var ids = completions.stream().map(Completion::id).toList();
        trip.add(COMPLETE)
                .set("node", node)
                .setIds("ids", ids)
                .setTexts("notes", completions.stream().map(Completion::note).toList())
                .setIds("millis", completions.stream().map(Completion::millis).toList());
        promoteFollowers(trip, ids);
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
    public Map<Long, String> fail(Trip trip, Collection<Failure> failures, String node) {
        if (failures.isEmpty()) {
            return Map.of();
        }
        attempts.write(trip, failures, node);
        var statuses = new HashMap<Long, String>();
        trip.add("""
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
        promoteFollowers(trip, failures.stream().map(Failure::id).toList());
        return statuses;
    }

    /** The effect of these is not known: no attempt is used, and they are probed before they are applied again. */
    public void markUncertain(Trip trip, Collection<Unknown> unknown, String node) {
        if (unknown.isEmpty()) {
            return;
        }
        attempts.writeUnknown(trip, unknown, node);
        trip.add("""
                        update pending_operation o
                        set uncertain = true, copied = o.copied or r.copied,
                            uid_floor = coalesce(o.uid_floor, uid_floor(o.target_folder_id))
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(id bigint, copied boolean)
                        where o.id = r.id and o.status = 'pending' and o.aspect = 'placement'
                        """).setRows("rows", unknown, row -> Json.of("id", row.id()).with("copied", row.copied()));
    }

    private static void promoteFollowers(Trip trip, Collection<Long> settled) {
        trip.add(PROMOTE).setIds("ids", settled);
    }
}
