package org.mailback.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationView;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/**
 * One operation with all that is known of it: a {@link ConsoleOperation} and its history.
 *
 * @param messageFrom the message's sender; null if administrators are not to see it
 * @param folder where the message is shown
 * @param target where it is to be moved
 * @param createdBy user name
 * @param supersededBy the operation that replaced it
 */
public record OperationDetail(
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
        @Nullable Waiting waiting,
        @Nullable String messageFrom,
        @Nullable String folder,
        @Nullable String target,
        @Nullable String createdBy,
        @Nullable Instant completedAt,
        @Nullable Long supersededBy,
        List<Event> history) {

    /**
     * What happened to it.
     *
     * @param event {@code queued}, {@code attempt}, {@code retried}, {@code completed}, {@code failed} or {@code cancelled}
     * @param node which server tried
     * @param durationMs how long the provider took for the command that it was part of
     * @param outcome of an attempt: {@code done}, {@code again}, {@code failed} or {@code unknown}
     * @param error what the mail server said, or what is worth knowing
     * @param by user name of who queued or retried it
     */
    public record Event(
            Instant at,
            String event,
            @Nullable String node,
            @Nullable Long durationMs,
            @Nullable String outcome,
            @Nullable String errorClass,
            @Nullable String error,
            @Nullable String by) {

        static Event of(Instant at, String event) {
            return new Event(at, event, null, null, null, null, null, null);
        }

        static Event told(Instant at, String event, @Nullable String errorClass, @Nullable String text) {
            return new Event(at, event, null, null, null, errorClass, text, null);
        }

        static Event by(Instant at, String event, @Nullable String user) {
            return new Event(at, event, null, null, null, null, null, user);
        }
    }

    /** What {@link #of} reads besides, of folder {@code f}, target {@code t} and user {@code u}. */
    static final String COLUMNS = ConsoleOperation.COLUMNS
            + ", m.sender, f.name as f_name, t.name as t_name, u.name as u_name, o.completed_at, o.superseded_by ";

    /** How many {@link #COLUMNS} are. */
    static final int WIDTH = ConsoleOperation.WIDTH + 6;

    static OperationDetail of(Sql.Row row, Configuration configuration, List<Event> history) {
        var view = OperationView.of(row, configuration.maxAttempts());
        var listed = ConsoleOperation.of(row, configuration);
        int more = ConsoleOperation.WIDTH;
        return new OperationDetail(
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
                listed.account(),
                listed.host(),
                listed.subject(),
                listed.waiting(),
                configuration.consoleSubjects() ? row.textOrNull(more) : null,
                row.textOrNull(more + 1),
                row.textOrNull(more + 2),
                row.textOrNull(more + 3),
                row.timeOrNull(more + 4),
                row.numberOrNull(more + 5),
                history);
    }
}
