package org.mailback.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One operation as users and administrators see it; texts never hold message content or credentials.
 *
 * @param messageId our id of the message
 * @param inFlight it may be at the provider right now, or its outcome is not known yet
 */
public record OperationView(
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
