package org.mailback.sync;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: exponential, half of it jitter, so that what failed together does not come back together
 * and the pauses still grow. Rejected: full jitter, which may spend all attempts within a second.
 */
record RetryPolicy(int maxAttempts, Duration first, Duration most, RandomGenerator random) {

    /**
     * @param attempts answers of the provider so far, this one included
     * @return empty once the maximum is reached
     */
    Optional<Duration> afterAttempt(int attempts) {
        return attempts >= maxAttempts ? Optional.empty() : Optional.of(delay(attempts));
    }

    /** @param failures how often it failed in a row, this time included */
    Duration delay(int failures) {
        double doubled = first.toMillis() * Math.pow(2, Math.max(0, failures - 1));
        long ceiling = (long) Math.min(most.toMillis(), doubled);
        return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
    }
}
