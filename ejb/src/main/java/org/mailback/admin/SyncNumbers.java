package org.mailback.admin;

import java.time.Duration;
import java.util.Map;

/**
 * How the write-back of all accounts is doing at one moment.
 *
 * @param inFlight those of the pending ones that are at the provider, or whose outcome is not known
 * @param failed by class of error
 * @param oldestPending how long the oldest pending operation has been waiting, zero if there is none
 * @param accountsWaiting how many accounts wait, by reason
 */
public record SyncNumbers(
        long pending,
        long inFlight,
        Map<String, Long> failed,
        Duration oldestPending,
        Map<String, Long> accountsWaiting) {}
