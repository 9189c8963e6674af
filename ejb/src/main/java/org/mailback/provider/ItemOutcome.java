package org.mailback.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a {@link WriteCommand}.
 *
 * @param took how long the command took that it was part of; null if the provider was not asked
 */
public record ItemOutcome(
        long operationId, Outcome outcome, @Nullable Duration took) {

    public ItemOutcome(long operationId, Outcome outcome) {
        this(operationId, outcome, null);
    }

    public ItemOutcome took(Duration duration) {
        return new ItemOutcome(operationId, outcome, duration);
    }
}
