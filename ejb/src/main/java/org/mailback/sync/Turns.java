package org.mailback.sync;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Configuration;
import org.mailback.platform.NodeEnd;
import org.mailback.platform.Uptime;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.MailProvider;
import org.mailback.provider.Outcome;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.WriteCommand;

/** What is done under a lease: all that is due is pushed, and fetched when a fetch is due, with pushes between its slices. */
@ApplicationScoped
public class Turns {

    private static final Logger LOG = Logger.getLogger(Turns.class);

    /** A part of a batch that is done is settled while the provider works on the next. */
    private static final int PARTS = 5;

    /** So many parts are settled at once: one takes longer than the commands of the next. */
    private static final int SETTLING = 2;

    /** After this long on one account others go first. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @Inject
    AccountLanes lanes;

    @Inject
    LaneClaims claims;

    @Inject
    Settlement settlement;

    @Inject
    RemoteFolders remoteFolders;

    @Inject
    RemoteChanges changes;

    @Inject
    MailProvider provider;

    @Inject
    Configuration configuration;

    @Inject
    NodeEnd nodeEnd;

    @Resource
    ManagedExecutorService executor;

    /** Why the work on an account ended before it was done; the lane waits. */
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stop(String text) {
            super(text, null, false, false);
        }
    }

    /**
     * How a turn ended.
     *
     * @param more whether there is more to do at once
     * @param applied all that was due, still to be settled and the lane to be released; null if that is done
     */
    record End(boolean more, @Nullable Applied applied) {}

    End take(Claim claim, AccountAccess access) {
        return new Turn(claim, access).run();
    }

    /** One holder's work under one lease. */
    private final class Turn {
        private final Lease lease;
        private final AccountAccess access;
        private final long end = System.nanoTime() + LONGEST.toNanos();
        private Instant kept;
        private @Nullable Instant fetchDue;
        private boolean located;
        private int fetched;
        private List<ClaimedOperation> batch;
        private boolean whole;
        private final Meanwhile meanwhile = new Meanwhile(executor, SETTLING);

        /** The lease has counted since the claim, however long the claim has waited for its turn. */
        Turn(Claim claim, AccountAccess access) {
            this.lease = claim.lease();
            this.kept = claim.asked();
            this.access = access;
            this.fetchDue = claim.fetchDue();
            this.batch = claim.batch();
            this.whole = claim.whole();
        }

        End run() {
            var applied = drain();
            return applied == null ? new End(goOn(), null) : new End(false, applied);
        }

        /** @return whether there is more to do at once */
        private boolean goOn() {
            while (fetchDue != null && !nodeEnd.isNear()) {
                var due = fetchDue;
                if (!fetch()) {
                    lanes.yield(lease);
                    return true;
                }
                // What went missing during the first fetch is looked for by a second; a third would find no more.
                located = fetched++ > 0 || wantedAfter(due) == null;
                follow(next());
                drain();
                fetchDue = wantedAfter(due);
                if (fetchDue == null) {
                    return lanes.release(lease, due);
                }
            }
            if (nodeEnd.isNear()) {
                lanes.yield(lease);
                return false;
            }
            return lanes.release(lease, null);
        }

        /** When another fetch became due meanwhile that is due already, null if none is. */
        private @Nullable Instant wantedAfter(Instant due) {
            var again = lanes.fetchDue(lease);
            return again == null || again.equals(due) ? null : again;
        }

        /** When the node is about to end, what is not in flight yet is left to others. */
        private List<ClaimedOperation> next() {
            return nodeEnd.isNear() ? List.of() : claims.next(lease);
        }

        /** @return whether the fetch is finished; otherwise the turn is over */
        private boolean fetch() {
            keepLease();
            var pass = new FetchPass(provider, remoteFolders, changes, access, lease, configuration.fetchSlice());
            while (!pass.step()) {
                keepLease();
                follow(next());
                drain();
                if (System.nanoTime() > end || nodeEnd.isNear()) {
                    return false;
                }
            }
            return true;
        }

        /**
         * Applies all that is due, except what only a fetch can find again. The common end needs no transaction of its own:
         * what was applied last, when that was all that was due and no fetch is, is settled by whoever releases the lane.
         */
        private @Nullable Applied drain() {
            while (!batch.isEmpty()) {
                var outcomes = new ArrayList<ItemOutcome>();
                boolean through = false;
                try {
                    apply(WritePlan.of(batch), outcomes);
                    through = !nodeEnd.isNear() && outcomes.stream().noneMatch(item -> needsMore(item.outcome()));
                } finally {
                    meanwhile.join();
                    if (!through) {
                        settle(outcomes);
                    }
                }
                if (through) {
                    if (whole && fetchDue == null && fetched == 0) {
                        return new Applied(lease, batch, outcomes);
                    }
                    follow(settleAndGoOn(outcomes));
                    continue;
                }
                stopIfUnknown(outcomes);
                if (!located && outcomes.stream().anyMatch(item -> needsFetch(item.outcome()))) {
                    fetchDue = lanes.fetchDue(lease);
                    if (fetchDue != null) {
                        return null;
                    }
                }
                follow(next());
            }
            return null;
        }

        private void follow(List<ClaimedOperation> following) {
            batch = following;
            whole = following.size() < configuration.batch();
        }

        private void settle(List<ItemOutcome> outcomes) {
            Repeats.of(lease, () -> {
                settlement.settle(lease, batch, outcomes, located);
                return null;
            });
        }

        private List<ClaimedOperation> settleAndGoOn(List<ItemOutcome> outcomes) {
            return Repeats.of(lease, () -> settlement.settleAndGoOn(lease, batch, outcomes, located));
        }

        private void apply(WritePlan plan, List<ItemOutcome> outcomes) {
            outcomes.addAll(plan.decided());
            for (var commands = plan.commands().iterator(); commands.hasNext() && !nodeEnd.isNear(); ) {
                keepLease();
                long start = System.nanoTime();
                var answers = apply(commands.next());
                var took = Duration.ofNanos(System.nanoTime() - start);
                answers.forEach(answer -> outcomes.add(answer.took(took)));
                if (commands.hasNext() && outcomes.size() >= configuration.batch() / PARTS) {
                    settleMeanwhile(outcomes);
                }
            }
        }

        /** What is not plainly done waits for the end of the batch, where nobody else settles. */
        private void settleMeanwhile(List<ItemOutcome> outcomes) {
            var part = new Applied(lease, batch, List.copyOf(outcomes)).withoutTheUnsent();
            if (part.isPlain()) {
                meanwhile.run(() -> Repeats.of(lease, () -> {
                    settlement.settlePart(part);
                    return null;
                }));
                outcomes.clear();
            }
        }

        /** What a provider throws unexpectedly counts as "try again", and as possibly done. */
        private List<ItemOutcome> apply(WriteCommand command) {
            try {
                return provider.apply(access, command.notAfter(lastChange()));
            } catch (ProviderFailure e) {
                throw e;
            } catch (Exception e) { // also checked ones, which interceptors throw past the compiler
                LOG.errorf(
                        e,
                        "Account %d: %s of %d messages",
                        lease.accountId(),
                        command.kind(),
                        command.items().size());
                return command.items().stream()
                        .map(item -> new ItemOutcome(
                                item.operationId(),
                                new Outcome.TryAgain(
                                        "unexpected: " + e.getClass().getSimpleName(), true)))
                        .toList();
            }
        }

        private void stopIfUnknown(List<ItemOutcome> outcomes) {
            outcomes.stream()
                    .map(ItemOutcome::outcome)
                    .filter(Outcome.Unknown.class::isInstance)
                    .map(Outcome.Unknown.class::cast)
                    .findFirst()
                    .ifPresent(unknown -> {
                        throw new Stop(unknown.text());
                    });
        }

        private static boolean needsMore(Outcome outcome) {
            return outcome instanceof Outcome.Unknown || needsFetch(outcome);
        }

        private static boolean needsFetch(Outcome outcome) {
            return outcome instanceof Outcome.Moved || outcome instanceof Outcome.Gone;
        }

        /**
         * A provider command takes less than most of a lease ({@code mailback.imap.call-limit}); a renewal before each keeps
         * the lane for as long as work goes on.
         */
        private void keepLease() {
            var asked = Uptime.now();
            if (Duration.between(kept, asked).compareTo(configuration.lease().dividedBy(12)) > 0) {
                lanes.renew(lease);
                kept = asked;
            }
        }

        /** What is sent by then arrives while the lease is still ours. */
        private Instant lastChange() {
            return kept.plus(configuration.lease().multipliedBy(5).dividedBy(6));
        }
    }
}
