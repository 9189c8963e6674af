package org.mailback.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Sql;

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
        @Nullable String note) {

    /** What {@link #of} reads, of an operation {@code o} and its lane {@code l}. */
    public static final String COLUMNS = """
            o.id, o.account_id, o.message_id, o.kind, o.status, o.attempts, o.created_at, o.last_attempt,
            o.last_error, o.error_class, o.not_before, o.status = 'pending' and
            """ + OperationQueue.IN_FLIGHT + ", o.note ";

    public static OperationView of(Sql.Row row, int maxAttempts) {
        return new OperationView(
                row.number(0),
                row.number(1),
                row.number(2),
                row.text(3),
                row.text(4),
                (int) row.number(5),
                maxAttempts,
                row.time(6),
                row.timeOrNull(7),
                row.textOrNull(8),
                row.textOrNull(9),
                row.timeOrNull(10),
                row.flag(11),
                row.textOrNull(12));
    }
}
