package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Configuration;
import org.mailback.platform.DatabaseTrouble;
import org.mailback.platform.NodeEnd;
import org.mailback.provider.ProviderFailure;

/**
 * Works on one account: claim (short transaction), apply (no transaction), settle (short transaction, guarded by the lease).
 * A crash between two of them is safe: the lease runs out, and whoever claims next probes what may have happened.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SyncEngine {

    private static final Logger LOG = Logger.getLogger(SyncEngine.class);

    /** A worker that finds more and more lanes waiting looks at its hints in between: who clicked just now is among them. */
    private static final Duration LONGEST = Duration.ofMillis(100);

    @Inject
    LaneClaims claims;

    @Inject
    AccountLanes lanes;

    @Inject
    AccountDirectory accounts;

    @Inject
    Turns turns;

    @Inject
    Settlement settlement;

    @Inject
    Workbench bench;

    @Inject
    Hints hints;

    @Inject
    Configuration configuration;

    @Inject
    NodeEnd nodeEnd;

    /** A turn on the account, if its lane is due and free. @return whether there is more to do at once */
    public boolean sync(long accountId) {
        return sync(Set.of(accountId)).contains(accountId);
    }

    /**
     * A turn on each of the accounts whose lane is due and free, and on what else this node has claimed; where there are several,
     * whatever is to be fetched is left for later.
     *
     * @return accounts with more to do at once
     */
    public List<Long> sync(Set<Long> accountIds) {
        return sync(accountIds, false);
    }

    /** As {@link #sync}, and then whatever has waited longest. */
    public List<Long> syncWaiting(Set<Long> accountIds) {
        return sync(accountIds, true);
    }

    private List<Long> sync(Set<Long> accountIds, boolean andWaiting) {
        var again = new ArrayList<Long>();
        work(() -> {
            if (!accountIds.isEmpty()) {
                bench.put(claims.claimEach(accountIds));
            }
            takeAll(again, andWaiting);
        });
        return again;
    }

    private void work(Runnable work) {
        if (!nodeEnd.begin()) {
            return;
        }
        try {
            work.run();
        } catch (Exception e) {
            var trouble = DatabaseTrouble.in(e);
            if (trouble == null) {
                throw e;
            }
            LOG.warnf("Looked at again when the leases are over, what was in flight is probed: %s", trouble);
        } finally {
            nodeEnd.done();
        }
    }

    /** @param waiting whether to claim what waits when nothing lies here any more */
    private void takeAll(List<Long> again, boolean waiting) {
        long begin = System.nanoTime();
        boolean more = waiting;
        boolean helped = false;
        while (true) {
            if (bench.isEmpty() && (more || bench.isMoreWaiting()) && !nodeEnd.isNear()) {
                if (System.nanoTime() - begin > LONGEST.toNanos()) {
                    hints.sendWaiting();
                    return;
                }
                var several = claims.claimSeveral();
                bench.put(several);
                // What becomes due from now on is hinted at by whoever makes it so.
                more = several.size() == LaneClaims.TOGETHER;
                bench.setMoreWaiting(more);
                helped = false;
            }
            var claim = bench.take();
            if (claim == null) {
                settle(again);
                return;
            }
            // This one may take its time: another worker goes on with the next, and calls one more for what is left
            // then.
            if (!helped && !bench.isEmpty()) {
                hints.sendHelp();
                helped = true;
            }
            take(claim, again);
            if (bench.isEmpty() || bench.hasOldResults()) {
                settle(again);
            }
        }
    }

    private void take(Claim claim, List<Long> again) {
        var lease = claim.lease();
        guarded(lease, claim.failStreak(), () -> {
            var end = turn(claim);
            if (end.applied() != null) {
                bench.put(new Workbench.Settling(end.applied(), claim.failStreak()));
            } else if (end.more()) {
                again.add(lease.accountId());
            }
        });
    }

    private Turns.End turn(Claim claim) {
        try {
            return turns.take(claim, accounts.access(claim.address()));
        } catch (ProviderFailure.AuthenticationRefused e) {
            boolean replaced = lanes.refused(claim.lease(), claim.address(), String.valueOf(e.getMessage()));
            LOG.warnf(
                    "Account %d: the server refuses its credentials, %s: %s",
                    claim.lease().accountId(),
                    replaced ? "there are others by now" : "its operations stay pending until there are others",
                    e.getMessage());
            return new Turns.End(replaced, null);
        }
    }

    /** All that lies on the bench: what several workers have done is settled together. */
    private void settle(List<Long> again) {
        while (bench.hasResults() && bench.beginSettling()) {
            var left = new ArrayList<Workbench.Settling>();
            try {
                bench.gather();
                left.addAll(settleTogether(bench.takeResults(), again));
            } finally {
                bench.endSettling();
            }
            // These may have to wait for whoever has locked them; what came meanwhile does not.
            if (!left.isEmpty() && bench.hasResults()) {
                hints.sendHelp();
            }
            left.forEach(one -> guarded(one.applied().lease(), one.failStreak(), () -> {
                if (Repeats.of(one.applied().lease(), () -> settlement.finish(one.applied()))) {
                    again.add(one.applied().lease().accountId());
                }
            }));
        }
    }

    /** @return those that have to be settled one by one: a lane is locked by a user, or one of them cannot be written */
    private List<Workbench.Settling> settleTogether(List<Workbench.Settling> some, List<Long> again) {
        if (some.isEmpty()) {
            return some;
        }
        try {
            var finished = settlement.finish(
                    some.stream().map(Workbench.Settling::applied).toList());
            again.addAll(finished.dueAgain());
            return some.stream()
                    .filter(one -> !finished.ended().contains(one.applied().lease()))
                    .toList();
        } catch (Exception e) { // also checked ones, which containers throw past the compiler
            LOG.infof("%d accounts are settled one by one: %s", some.size(), e.getMessage());
            return some;
        }
    }

    private void guarded(Lease lease, int failStreak, Runnable work) {
        try {
            work.run();
        } catch (LeaseLost e) {
            LOG.warnf("%s; its result is discarded, the new holder probes what happened", e.getMessage());
        } catch (ProviderFailure.Throttled e) {
            backOff(lease, "throttled", e.getMessage(), until(e.until(), failStreak));
        } catch (ProviderFailure | Turns.Stop e) {
            backOff(lease, "unreachable", e.getMessage(), laneDelay(failStreak));
        } catch (Exception e) { // also checked ones, which containers throw past the compiler
            if (DatabaseTrouble.in(e) != null) {
                throw e; // the account is not ill
            }
            LOG.errorf(
                    e, "Account %d: internal error; probed and tried again when the lease runs out", lease.accountId());
            abandon(lease);
        }
    }

    private Duration laneDelay(int failStreak) {
        var policy = new RetryPolicy(
                Integer.MAX_VALUE, configuration.laneBackoff(), configuration.laneBackoffMax(), new Random());
        return policy.delay(failStreak + 1);
    }

    private Duration until(@Nullable Instant until, int failStreak) {
        var own = laneDelay(failStreak);
        var asked = until == null ? Duration.ZERO : Duration.between(Instant.now(), until);
        return asked.compareTo(own) > 0 ? asked : own;
    }

    private void backOff(Lease lease, String reason, @Nullable String text, Duration wait) {
        LOG.warnf(
                "Account %d is %s, its operations stay pending, next try in %s: %s",
                lease.accountId(), reason, wait, text);
        try {
            lanes.backOff(lease, reason, text == null ? reason : text, wait);
        } catch (LeaseLost e) {
            LOG.warn(e.getMessage());
        }
    }

    /** What was in flight may have had its effect: the lease is left to run out, as if this node had crashed. */
    private void abandon(Lease lease) {
        try {
            lanes.abandon(lease, "internal error, see the server's log");
        } catch (RuntimeException e) {
            LOG.warnf("Account %d: not even its state could be written: %s", lease.accountId(), e.getMessage());
        }
    }
}
