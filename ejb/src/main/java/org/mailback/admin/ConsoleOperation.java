package org.mailback.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationView;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/**
 * One operation as the console lists it: an {@link OperationView} and where it belongs.
 *
 * @param account the account's address
 * @param host its server
 * @param subject of the message; null if administrators are not to see it
 */
public record ConsoleOperation(
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
        @Nullable String note,
        String account,
        String host,
        @Nullable String subject,
        @Nullable Waiting waiting) {

    /** What {@link #of} reads, of operation {@code o}, lane {@code l}, account {@code a} and message {@code m}. */
    static final String COLUMNS = OperationView.COLUMNS + ", a.email, a.host, m.subject, " + Waiting.COLUMNS;

    /** How many {@link #COLUMNS} are. */
    static final int WIDTH = 24;

    static ConsoleOperation of(Sql.Row row, Configuration configuration) {
        var view = OperationView.of(row, configuration.maxAttempts());
        return new ConsoleOperation(
                view.id(),
                view.accountId(),
                view.messageId(),
                view.kind(),
                view.status(),
                view.attempts(),
                view.maxAttempts(),
                view.createdAt(),
                view.lastAttempt(),
                view.lastError(),
                view.errorClass(),
                view.notBefore(),
                view.inFlight(),
                view.note(),
                row.text(13),
                row.text(14),
                configuration.consoleSubjects() ? row.textOrNull(15) : null,
                Waiting.of(view, row, 16));
    }
}
