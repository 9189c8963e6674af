package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationQueue;
import org.mailback.operation.OperationQueue.Completion;
import org.mailback.operation.OperationQueue.Failure;
import org.mailback.operation.OperationQueue.Unknown;
import org.mailback.operation.OperationStatus;
import org.mailback.platform.Configuration;
import org.mailback.platform.Trip;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.Outcome;

/** Writes down what became of a batch, in one transaction that only the holder of the lease can commit. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Settlement {

    private static final Logger LOG = Logger.getLogger(Settlement.class);

    @Inject
    AccountLanes lanes;

    @Inject
    LaneClaims claims;

    @Inject
    OperationQueue queue;

    @Inject
    ServerValues serverValues;

    @Inject
    Activity activity;

    @Inject
    Configuration configuration;

    @Inject
    Node node;

    @Inject
    SettledNews news;

    /**
     * @param located whether a whole fetch was finished under this lease, so that what is still not found will not be
     * @throws LeaseLost if the lease is over; then nothing is written
     */
    public void settle(Lease lease, List<ClaimedOperation> batch, List<ItemOutcome> outcomes, boolean located) {
        var trip = lanes.beginToSettle();
        lanes.hold(trip, lease);
        activity.count(trip, write(trip, List.of(new Applied(lease, batch, outcomes)), located));
        trip.go();
    }

    /**
     * Settles what is plainly done of a batch while the rest is applied; several parts may be settled at the same time.
     *
     * @throws LeaseLost if the lease is over; then nothing is written
     */
    public void settlePart(Applied part) {
        var trip = lanes.beginToSettle();
        lanes.share(trip, part.lease());
        activity.count(trip, write(trip, List.of(part), false));
        trip.go();
    }

    /** As {@link #settle}. @return the next operations that are due, now in flight, or an empty list */
    public List<ClaimedOperation> settleAndGoOn(
            Lease lease, List<ClaimedOperation> batch, List<ItemOutcome> outcomes, boolean located) {
        var trip = lanes.beginToGoOn();
        var held = lanes.hold(trip, lease);
        var counts = write(trip, List.of(new Applied(lease, batch, outcomes)), located);
        var following = claims.next(trip, held);
        activity.count(trip, counts);
        return following.get();
    }

    /** Settles all that was claimed and releases the lane. @return whether the lane is due again already */
    public boolean finish(Applied applied) {
        var trip = lanes.beginToSettle();
        var held = List.of(lanes.hold(trip, applied.lease()));
        return !finish(trip, held, List.of(applied)).isEmpty();
    }

    /** @param ended those that are written now; not among them are lanes that others hold, or keep locked at the moment */
    record Finished(Set<Lease> ended, List<Long> dueAgain) {}

    /** As {@link #finish(Applied)} for lanes that need not wait for anybody, all or none. */
    public Finished finish(List<Applied> all) {
        var trip = lanes.beginToSettle();
        var held = lanes.hold(trip, all.stream().map(Applied::lease).toList());
        var leases = held.stream().map(AccountLanes.Held::lease).collect(Collectors.toSet());
        var ours = all.stream().filter(one -> leases.contains(one.lease())).toList();
        return new Finished(leases, finish(trip, held, ours));
    }

    private List<Long> finish(Trip trip, List<AccountLanes.Held> held, List<Applied> applied) {
        var counts = write(trip, applied, false);
        var due = lanes.release(trip, held, null);
        activity.count(trip, counts);
        return due.get();
    }

    /** What one lane's outcomes mean. */
    private record Meant(
            Applied applied,
            List<Settled> settled,
            List<Completion> completions,
            List<Failure> failures,
            List<Unknown> unknown) {}

    private Meant meant(Applied applied, boolean located) {
        var settled = applied.settled();
        return new Meant(applied, settled, completions(settled, located), failures(settled, located), unknown(settled));
    }

    /** @return what was done, to be counted at the end of the transaction */
    private List<Activity.Count> write(Trip trip, List<Applied> applied, boolean located) {
        var all = applied.stream().map(one -> meant(one, located)).toList();
        var settled = all(all, Meant::settled);
        if (settled.isEmpty()) {
            return List.of();
        }
        serverValues.confirm(trip, settled, located);
        var completions = all(all, Meant::completions);
        if (!completions.isEmpty()) {
            queue.complete(trip, completions, node.name());
        }
        var failures = all(all, Meant::failures);
        var statuses = failures.isEmpty() ? Map.<Long, String>of() : queue.fail(trip, failures, node.name());
        var unknown = all(all, Meant::unknown);
        if (!unknown.isEmpty()) {
            queue.markUncertain(trip, unknown, node.name());
        }
        serverValues.showConsequences(trip, settled, located);
        all.forEach(one -> tell(one, located, statuses));
        return all.stream().map(one -> count(one, statuses)).toList();
    }

    private static <T> List<T> all(List<Meant> all, Function<Meant, List<T>> part) {
        return all.stream().flatMap(one -> part.apply(one).stream()).toList();
    }

    private void tell(Meant one, boolean located, Map<Long, String> statuses) {
        var lease = one.applied().lease();
        if (one.settled().stream().anyMatch(item -> mustBeFound(item, located))) {
            lanes.wantFetch(lease);
        }
        news.tell(lease, one.applied().operations(), one.completions(), one.failures(), statuses);
        log(lease, one.settled(), one.failures());
    }

    private static Activity.Count count(Meant one, Map<Long, String> statuses) {
        var own = one.failures().stream()
                .map(failure -> statuses.get(failure.id()))
                .toList();
        return new Activity.Count(
                one.applied().lease().accountId(),
                one.completions().size(),
                Collections.frequency(own, OperationStatus.FAILED.code()),
                Collections.frequency(own, OperationStatus.PENDING.code()));
    }

    /** Where the message is now is not known. */
    private static boolean mustBeFound(Settled item, boolean located) {
        if (item.done()) {
            return !item.isPlain();
        }
        return (item.gone() && !item.deletedAlready(located)) || (!located && item.outcome() instanceof Outcome.Moved);
    }

    private static List<Completion> completions(List<Settled> settled, boolean located) {
        var completions = new ArrayList<Completion>();
        for (var item : settled) {
            if (item.outcome() instanceof Outcome.Done done) {
                completions.add(new Completion(item.operation().id(), done.note(), item.took()));
            } else if (item.outcome() instanceof Outcome.Gone gone && (located || item.deletedAlready(false))) {
                completions.add(new Completion(item.operation().id(), "gone: " + gone.note(), item.took()));
            }
        }
        return completions;
    }

    private static List<Unknown> unknown(List<Settled> settled) {
        var unknown = new ArrayList<Unknown>();
        for (var item : settled) {
            if (item.outcome() instanceof Outcome.Unknown answer) {
                unknown.add(new Unknown(item.operation().id(), answer.text(), answer.copied(), item.took()));
            }
        }
        return unknown;
    }

    private List<Failure> failures(List<Settled> settled, boolean located) {
        var failures = new ArrayList<Failure>();
        for (var item : settled) {
            if (item.outcome() instanceof Outcome.TryAgain answer) {
                failures.add(failure(item, ErrorClass.TEMPORARY, answer));
            } else if (item.outcome() instanceof Outcome.Refused answer) {
                failures.add(new Failure(
                        item.operation().id(),
                        answer.errorClass(),
                        answer.text(),
                        null,
                        isStillUncertain(item),
                        false,
                        item.took()));
            } else if (located && item.outcome() instanceof Outcome.Moved answer) {
                failures.add(failure(item, ErrorClass.NOT_FOUND, new Outcome.TryAgain(answer.text())));
            }
        }
        return failures;
    }

    private Failure failure(Settled item, ErrorClass errorClass, Outcome.TryAgain answer) {
        var policy = new RetryPolicy(
                configuration.maxAttempts(), configuration.backoff(), configuration.backoffMax(), new Random());
        var later = policy.afterAttempt(item.operation().attempts() + 1).orElse(null);
        var uncertain = answer.uncertain() || isStillUncertain(item);
        return new Failure(
                item.operation().id(), errorClass, answer.text(), later, uncertain, answer.copied(), item.took());
    }

    /** What an earlier try to move it may have done is found out by a probe, and a refusal may have come before any. */
    private static boolean isStillUncertain(Settled item) {
        return item.operation().uncertain() && item.operation().target() != null;
    }

    private static void log(Lease lease, List<Settled> settled, List<Failure> failures) {
        settled.stream()
                .filter(Settled::done)
                .collect(Collectors.groupingBy(
                        item -> item.operation().kindCode(),
                        Collectors.summarizingLong(item -> item.operation().id())))
                .forEach((kind, ids) -> LOG.infof(
                        "Account %d: synced %d x %s, operations %d to %d",
                        lease.accountId(), ids.getCount(), kind, ids.getMin(), ids.getMax()));
        failures.forEach(failure -> LOG.warnf(
                "Account %d, operation %d: %s, %s: %s",
                lease.accountId(),
                failure.id(),
                failure.retryAfter() == null ? "given up, failed" : "retry in " + failure.retryAfter(),
                failure.errorClass().code(),
                failure.text()));
        settled.forEach(item -> {
            var consequence = consequence(item.outcome());
            if (consequence != null) {
                LOG.infof(
                        "Account %d, operation %d (%s): %s",
                        lease.accountId(),
                        item.operation().id(),
                        item.operation().kindCode(),
                        consequence);
            }
        });
    }

    private static @Nullable String consequence(Outcome outcome) {
        if (outcome instanceof Outcome.Moved answer) {
            return "located again by a fetch: " + answer.text();
        } else if (outcome instanceof Outcome.Unknown answer) {
            return "outcome unknown, found out at the next try: " + answer.text();
        } else if (outcome instanceof Outcome.NoTarget answer) {
            return "restored to INBOX instead: " + answer.text();
        } else if (outcome instanceof Outcome.Gone gone) {
            return "gone at the provider: " + gone.note();
        }
        return null;
    }
}
