package org.mailback.admin;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationView;
import org.mailback.platform.Sql;

/**
 * Why a pending operation is not done yet.
 *
 * @param reason {@code in_flight}, {@code retry}, {@code paused}, {@code auth_required}, {@code unreachable}, {@code
 *     throttled}, {@code behind}, {@code next} or {@code outcome_unknown}
 * @param until when it goes on by itself; null if that is now, or when somebody acts
 */
public record Waiting(String reason, String text, @Nullable Instant until) {

    /** What {@link #of} reads, of an operation {@code o} and its lane {@code l}. */
    static final String COLUMNS = """
            o.slot, l.lease_owner is not null, o.seq <= l.claimed_to and (o.not_before is null
            or o.not_before <= l.claimed_at), l.pause_reason, l.pause_text, nullif(l.paused_until, 'infinity'),
            l.due_at, o.not_before > now()
            """;

    private static final Map<String, String> PAUSES = Map.of(
            "paused", "the account is paused",
            "auth_required", "the account's password was refused; it goes on when new credentials are saved",
            "unreachable", "the account's server cannot be reached",
            "throttled", "the account's server asks for patience");

    /** Whoever can be helped by somebody is told first. */
    static @Nullable Waiting of(OperationView operation, Sql.Row row, int from) {
        if (!operation.status().equals("pending")) {
            return null;
        }
        boolean first = row.number(from) == 0;
        boolean leased = row.flag(from + 1);
        boolean claimed = Boolean.TRUE.equals(row.flagOrNull(from + 2));
        var pause = row.textOrNull(from + 3);
        if (first && leased && claimed) {
            return new Waiting("in_flight", "it is at the provider right now", null);
        }
        if (pause != null) {
            var text = row.textOrNull(from + 4);
            return new Waiting(
                    pause, text == null ? PAUSES.getOrDefault(pause, pause) : text, row.timeOrNull(from + 5));
        }
        if (!first) {
            return new Waiting("behind", "an earlier change of the same message is under way", null);
        }
        if (Boolean.TRUE.equals(row.flagOrNull(from + 7))) {
            return new Waiting(
                    "retry",
                    "attempt " + operation.attempts() + " of " + operation.maxAttempts() + " was answered: "
                            + operation.lastError(),
                    operation.notBefore());
        }
        if (operation.inFlight()) {
            return new Waiting(
                    "outcome_unknown",
                    "the connection was lost while it was under way; the next turn finds out what became of it",
                    leased ? null : row.timeOrNull(from + 6));
        }
        return leased
                ? new Waiting("behind", "others of this account are being applied", null)
                : new Waiting("next", "it comes with the account's next turn", row.timeOrNull(from + 6));
    }
}
