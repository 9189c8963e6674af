package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationQueue;
import org.mailback.operation.OperationQueue.Completion;
import org.mailback.operation.OperationQueue.Failure;
import org.mailback.platform.Configuration;
import org.mailback.platform.Json;
import org.mailback.platform.Sql;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.Outcome;

/** Writes down what became of a batch, in one transaction that only the holder of the lease can commit. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Settlement {

    private static final Logger LOG = Logger.getLogger(Settlement.class);

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    AccountLanes lanes;

    @Inject
    OperationQueue queue;

    @Inject
    Configuration configuration;

    @Inject
    Node node;

    private record Settled(ClaimedOperation operation, Outcome outcome) {

        boolean is(OperationKind kind) {
            return operation.kind().filter(own -> own == kind).isPresent();
        }
    }

    /**
     * @param located whether a whole fetch was finished under this lease, so that what is still not found will not be
     * @throws LeaseLost if the lease is over; then nothing is written
     */
    public void settle(Lease lease, List<ClaimedOperation> batch, List<ItemOutcome> outcomes, boolean located) {
        lanes.hold(lease);
        Map<Long, ClaimedOperation> operations =
                batch.stream().collect(Collectors.toMap(ClaimedOperation::id, Function.identity()));
        var settled = outcomes.stream()
                .map(item -> new Settled(operations.get(item.operationId()), item.outcome()))
                .toList();
        confirmSeen(settled);
        confirmMoves(settled);
        remove(settled);
        queue.complete(completions(settled, located));
        queue.fail(failures(settled, located), node.name());
        queue.markUncertain(settled.stream()
                .filter(item -> item.outcome() instanceof Outcome.Unknown)
                .map(item -> item.operation().id())
                .toList());
        forgetPlaces(lease, settled, located);
        restoreToInbox(settled);
        showUndeleted(settled);
        log(lease, settled);
    }

    private void confirmSeen(List<Settled> settled) {
        var seen = settled.stream()
                .filter(item -> item.outcome() instanceof Outcome.Done)
                .filter(item -> item.is(OperationKind.MARK_READ) || item.is(OperationKind.MARK_UNREAD))
                .toList();
        if (!seen.isEmpty()) {
            Sql.command(entityManager, """
                            update message m set server_seen = r.seen
                            from jsonb_to_recordset(cast(:rows as jsonb)) as r(id bigint, seen boolean)
                            where m.id = r.id
                            """)
                    .setRows(
                            "rows",
                            seen,
                            item -> Json.of("id", item.operation().messageId())
                                    .with("seen", item.is(OperationKind.MARK_READ)))
                    .execute();
        }
    }

    /** Without a new UID the message is missing for now; the fetch that follows finds it by its fingerprint. */
    private void confirmMoves(List<Settled> settled) {
        var moved = settled.stream()
                .filter(item -> item.outcome() instanceof Outcome.Done)
                .filter(item -> item.is(OperationKind.TRASH) || item.is(OperationKind.RESTORE))
                .filter(item -> !alreadyThere(item.operation()))
                .toList();
        if (moved.isEmpty()) {
            return;
        }
        learnNewFolders(moved);
        makeRoom(moved);
        Sql.command(entityManager, """
                        update message m set
                            server_folder_id = o.target_folder_id,
                            uid = case when t.uid_validity = r.validity then r.uid end,
                            missing_since = case when t.uid_validity = r.validity then null else now() end
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(operation bigint, validity bigint, uid bigint)
                        join pending_operation o on o.id = r.operation and o.status = 'pending'
                        join folder t on t.id = o.target_folder_id
                        where m.id = o.message_id
                        """)
                .setRows("rows", moved, Settlement::position)
                .execute();
    }

    private static boolean alreadyThere(ClaimedOperation operation) {
        return operation.source() != null
                && operation.target() != null
                && operation.source().name().equals(operation.target().name());
    }

    private static Json position(Settled item) {
        var row = Json.of("operation", item.operation().id());
        var position = ((Outcome.Done) item.outcome()).position();
        return position == null
                ? row
                : row.with("validity", position.uidValidity()).with("uid", position.uid());
    }

    /** A Trash that the move itself created. */
    private void learnNewFolders(List<Settled> moved) {
        Sql.command(entityManager, """
                        update folder f set uid_validity = r.validity, highest_modseq = 0, server_exists = 0
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(operation bigint, validity bigint)
                        join pending_operation o on o.id = r.operation and o.status = 'pending'
                        where f.id = o.target_folder_id and f.uid_validity is null and r.validity is not null
                        """)
                .setRows("rows", moved, Settlement::position)
                .execute();
    }

    /** A holder that lost its lease may have fetched our copy as new mail; the message itself keeps its place. */
    private void makeRoom(List<Settled> moved) {
        Sql.command(entityManager, """
                        update message d set removed = true, server_folder_id = null, uid = null
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(operation bigint, validity bigint, uid bigint)
                        join pending_operation o on o.id = r.operation and o.status = 'pending'
                        join folder t on t.id = o.target_folder_id and t.uid_validity = r.validity
                        where d.server_folder_id = t.id and d.uid = r.uid and d.id <> o.message_id
                        """)
                .setRows("rows", moved, Settlement::position)
                .execute();
    }

    private void remove(List<Settled> settled) {
        var deleted = settled.stream()
                .filter(item -> item.is(OperationKind.DELETE))
                .filter(item -> item.outcome() instanceof Outcome.Done || item.outcome() instanceof Outcome.Gone)
                .toList();
        if (!deleted.isEmpty()) {
            Sql.command(entityManager, """
                            update message set removed = true, server_folder_id = null, uid = null, missing_since = now()
                            where id = any(cast(:ids as bigint[]))
                            """).setIds("ids", messages(deleted)).execute();
        }
    }

    private static List<Completion> completions(List<Settled> settled, boolean located) {
        var completions = new ArrayList<Completion>();
        for (var item : settled) {
            if (item.outcome() instanceof Outcome.Done done) {
                completions.add(new Completion(item.operation().id(), done.note()));
            } else if (item.outcome() instanceof Outcome.Gone gone && (located || item.is(OperationKind.DELETE))) {
                completions.add(new Completion(item.operation().id(), "gone: " + gone.note()));
            }
        }
        return completions;
    }

    private List<Failure> failures(List<Settled> settled, boolean located) {
        var policy = new RetryPolicy(
                configuration.maxAttempts(),
                configuration.backoff(),
                configuration.backoffMax(),
                new java.util.Random());
        var failures = new ArrayList<Failure>();
        for (var item : settled) {
            var operation = item.operation();
            int attempt = operation.attempts() + 1;
            Duration later = policy.afterAttempt(attempt).orElse(null);
            if (item.outcome() instanceof Outcome.TryAgain answer) {
                failures.add(
                        new Failure(operation.id(), ErrorClass.TEMPORARY, answer.text(), later, answer.uncertain()));
            } else if (item.outcome() instanceof Outcome.Refused answer) {
                failures.add(new Failure(operation.id(), answer.errorClass(), answer.text(), null, false));
            } else if (located && item.outcome() instanceof Outcome.Moved answer) {
                failures.add(
                        new Failure(operation.id(), ErrorClass.NOT_FOUND, answer.text(), later, operation.uncertain()));
            }
        }
        return failures;
    }

    /** What is not where it was believed to be is looked for by a fetch; if it is nowhere, its operations end as gone. */
    private void forgetPlaces(Lease lease, List<Settled> settled, boolean located) {
        var lost = settled.stream()
                .filter(item -> item.outcome() instanceof Outcome.Gone && !item.is(OperationKind.DELETE))
                .toList();
        if (!lost.isEmpty()) {
            Sql.command(entityManager, """
                            update message set uid = null, missing_since = now() where id = any(cast(:ids as bigint[]))
                            """).setIds("ids", messages(lost)).execute();
        }
        boolean movedBlindly = settled.stream()
                .anyMatch(item -> item.outcome() instanceof Outcome.Done done
                        && done.position() == null
                        && item.operation().target() != null
                        && !alreadyThere(item.operation()));
        boolean moved = settled.stream().anyMatch(item -> item.outcome() instanceof Outcome.Moved);
        if (!lost.isEmpty() || movedBlindly || (moved && !located)) {
            lanes.wantFetch(lease);
        }
    }

    /** The folder to restore to is gone: INBOX instead, with a note. */
    private void restoreToInbox(List<Settled> settled) {
        var homeless = settled.stream()
                .filter(item -> item.outcome() instanceof Outcome.NoTarget)
                .toList();
        if (homeless.isEmpty()) {
            return;
        }
        var ids = homeless.stream().map(item -> item.operation().id()).toList();
        Sql.command(entityManager, """
                        update pending_operation o
                        set target_folder_id = f.id, note = 'restored to INBOX: its folder is gone'
                        from folder f
                        where o.id = any(cast(:ids as bigint[])) and o.status = 'pending'
                          and f.account_id = o.account_id and f.role = 'inbox'
                        """).setIds("ids", ids).execute();
        Sql.command(entityManager, """
                        update message m set folder_id = o.target_folder_id
                        from pending_operation o
                        where o.id = any(cast(:ids as bigint[])) and o.status = 'pending' and m.id = o.message_id
                          and not exists (select 1 from pending_operation f where f.status = 'pending'
                                          and f.message_id = m.id and f.aspect = 'placement' and f.slot = 1)
                        """).setIds("ids", ids).execute();
    }

    /** A delete that failed for good: the message shows itself again, marked as not saved. */
    private void showUndeleted(List<Settled> settled) {
        var refused = settled.stream()
                .filter(item -> item.is(OperationKind.DELETE))
                .filter(item -> !(item.outcome() instanceof Outcome.Done) && !(item.outcome() instanceof Outcome.Gone))
                .toList();
        if (!refused.isEmpty()) {
            Sql.command(entityManager, """
                            update message m set removed = false
                            from pending_operation o
                            where o.id = any(cast(:ids as bigint[])) and o.status = 'failed' and m.id = o.message_id
                            """)
                    .setIds(
                            "ids",
                            refused.stream().map(item -> item.operation().id()).toList())
                    .execute();
        }
    }

    private static List<Long> messages(List<Settled> items) {
        return items.stream().map(item -> item.operation().messageId()).toList();
    }

    private static void log(Lease lease, List<Settled> settled) {
        settled.stream()
                .filter(item -> item.outcome() instanceof Outcome.Done)
                .collect(Collectors.groupingBy(
                        item -> item.operation().kindCode(),
                        Collectors.summarizingLong(item -> item.operation().id())))
                .forEach((kind, ids) -> LOG.infof(
                        "Account %d: synced %d x %s, operations %d to %d",
                        lease.accountId(), ids.getCount(), kind, ids.getMin(), ids.getMax()));
        settled.forEach(item -> logTrouble(lease, item.operation(), item.outcome()));
    }

    private static void logTrouble(Lease lease, ClaimedOperation operation, Outcome outcome) {
        var consequence = consequence(outcome);
        if (consequence != null) {
            LOG.warnf(
                    "Account %d, operation %d (%s), attempt %d: %s",
                    lease.accountId(), operation.id(), operation.kindCode(), operation.attempts() + 1, consequence);
        }
    }

    private static @Nullable String consequence(Outcome outcome) {
        if (outcome instanceof Outcome.TryAgain answer) {
            return "tried again later, or given up at the maximum: " + answer.text();
        } else if (outcome instanceof Outcome.Refused answer) {
            return "failed, " + answer.errorClass().code() + ": " + answer.text();
        } else if (outcome instanceof Outcome.Moved answer) {
            return "located again by a fetch: " + answer.text();
        } else if (outcome instanceof Outcome.Unknown answer) {
            return "outcome unknown, probed at the next try: " + answer.text();
        } else if (outcome instanceof Outcome.NoTarget answer) {
            return "restored to INBOX instead: " + answer.text();
        } else if (outcome instanceof Outcome.Gone gone) {
            return "gone at the provider: " + gone.note();
        }
        return null;
    }
}
