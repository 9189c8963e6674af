package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Configuration;
import org.mailback.platform.DatabaseTrouble;
import org.mailback.platform.NodeEnd;
import org.mailback.platform.Uptime;
import org.mailback.provider.ProviderFailure;

/**
 * Works on one account: claim (short transaction), apply (no transaction), settle (short transaction, guarded by the lease).
 * A crash between two of them is safe: the lease runs out, and whoever claims next probes what may have happened.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SyncEngine {

    private static final Logger LOG = Logger.getLogger(SyncEngine.class);

    @Inject
    AccountLanes lanes;

    @Inject
    AccountDirectory accounts;

    @Inject
    Turns turns;

    @Inject
    Configuration configuration;

    @Inject
    NodeEnd nodeEnd;

    /** One turn on the account, if its lane is due and free. @return whether there is more to do at once */
    public boolean sync(long accountId) {
        if (!nodeEnd.begin()) {
            return false;
        }
        var asked = Uptime.now();
        try {
            return lanes.claim(accountId).map(claim -> take(claim, asked)).orElse(false);
        } catch (Exception e) {
            var trouble = DatabaseTrouble.in(e);
            if (trouble == null) {
                throw e;
            }
            LOG.warnf(
                    "Account %d: looked at again when its lease is over, what was in flight is probed: %s",
                    accountId, trouble);
            return false;
        } finally {
            nodeEnd.done();
        }
    }

    private boolean take(AccountLanes.Claim claim, Instant asked) {
        var lease = claim.lease();
        try {
            return turns.take(claim, asked, accounts.access(lease.accountId()));
        } catch (LeaseLost e) {
            LOG.warnf("%s; its result is discarded, the new holder probes what happened", e.getMessage());
            return false;
        } catch (ProviderFailure.AuthenticationRefused e) {
            backOff(lease, "auth_required", e.getMessage(), null);
        } catch (ProviderFailure.Throttled e) {
            backOff(lease, "throttled", e.getMessage(), until(e.until(), claim.failStreak()));
        } catch (ProviderFailure | Turns.Stop e) {
            backOff(lease, "unreachable", e.getMessage(), laneDelay(claim.failStreak()));
        } catch (Exception e) { // also checked ones, which containers throw past the compiler
            if (DatabaseTrouble.in(e) != null) {
                throw e; // the account is not ill
            }
            LOG.errorf(
                    e, "Account %d: internal error; probed and tried again when the lease runs out", lease.accountId());
            abandon(lease);
        }
        return false;
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

    private void backOff(Lease lease, String reason, @Nullable String text, @Nullable Duration wait) {
        LOG.warnf(
                "Account %d is %s, its operations stay pending, %s: %s",
                lease.accountId(), reason, wait == null ? "until somebody acts" : "next try in " + wait, text);
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
