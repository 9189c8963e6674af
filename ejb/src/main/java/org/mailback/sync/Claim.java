package org.mailback.sync;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A claimed lane.
 *
 * @param asked before the lease began to count, in terms of {@link org.mailback.platform.Uptime}
 * @param fetchDue when the fetch became due that is due now, null if none is
 * @param batch operations in flight now, in the order in which they were queued
 * @param whole whether the batch is all that was due
 * @param address how the account is reached, null if it has no password any more
 */
record Claim(
        Lease lease,
        Instant asked,
        int failStreak,
        @Nullable Instant fetchDue,
        List<ClaimedOperation> batch,
        boolean whole,
        AccountDirectory.@Nullable Address address) {}
