package org.mailback.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the write-back is doing.
 *
 * @param completedLastDay the same as {@code completedToday}
 * @param completedToday in the last 24 hours, to the hour
 * @param failedToday operations that became failed in the last 24 hours, to the hour
 * @param oldestPending when the oldest operation that is still pending was queued
 * @param lanesInTrouble accounts that wait, the longest first
 */
public record SyncStatus(
        long pending,
        long inFlight,
        long failed,
        long completedLastDay,
        long completedToday,
        long failedToday,
        Map<String, Long> failedByClass,
        @Nullable Instant oldestPending,
        List<LaneInTrouble> lanesInTrouble) {

    /**
     * An account whose operations wait.
     *
     * @param reason {@code paused}, {@code auth_required}, {@code unreachable} or {@code throttled}
     * @param until when it is tried again, null: when somebody acts
     */
    public record LaneInTrouble(
            long accountId,
            String reason,
            @Nullable String text,
            @Nullable Instant until,
            int failuresInARow) {}
}
