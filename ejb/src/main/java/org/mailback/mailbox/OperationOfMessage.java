package org.mailback.mailbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one wish for a message; shown as lists of operations show it. */
public record OperationOfMessage(
        long id,
        long accountId,
        long messageId,
        String kind,
        String status,
        int attempts,
        int maxAttempts,
        Instant createdAt,
        @Nullable Instant lastAttempt,
        @Nullable String lastError,
        @Nullable String errorClass,
        @Nullable Instant notBefore,
        boolean inFlight,
        @Nullable String note) {}
