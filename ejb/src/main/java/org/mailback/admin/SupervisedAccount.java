package org.mailback.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Sql;

/**
 * An account as administrators see it.
 *
 * @param owner user name
 * @param state {@code importing}, {@code active}, {@code paused}, {@code auth_required}, {@code unreachable} or {@code throttled}
 * @param until when a waiting account is tried again; null: now, or when somebody acts
 * @param lagSeconds how long the oldest pending operation has been waiting
 * @param nextSync when it is fetched next, unless it waits
 * @param lastSync when the last whole fetch was finished
 * @param worker which node works on it now
 */
public record SupervisedAccount(
        long id,
        String email,
        String owner,
        String host,
        String state,
        @Nullable String stateReason,
        @Nullable Instant until,
        long pending,
        long failed,
        @Nullable Instant oldestPending,
        @Nullable Long lagSeconds,
        @Nullable Instant nextSync,
        @Nullable Instant lastSync,
        int failuresInARow,
        @Nullable String worker) {

    static final String STATE =
            "coalesce(l.pause_reason, case when a.imported_at is null then 'importing' else 'active' end)";

    static final String COLUMNS = "a.id, a.email, u.name, a.host, " + STATE + """
            , l.pause_text, nullif(l.paused_until, 'infinity'), coalesce(p.operations, 0) as pending,
            coalesce(f.operations, 0) as failed, p.oldest,
            cast(greatest(extract(epoch from now() - p.oldest), 0) as bigint),
            case when l.pause_reason is null then l.sync_due_at end, l.fetched_at, l.fail_streak, l.lease_owner
            """;

    static SupervisedAccount of(Sql.Row row) {
        return new SupervisedAccount(
                row.number(0),
                row.text(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.textOrNull(5),
                row.timeOrNull(6),
                row.number(7),
                row.number(8),
                row.timeOrNull(9),
                row.timeOrNull(9) == null ? null : row.numberOrNull(10),
                row.timeOrNull(11),
                row.timeOrNull(12),
                (int) row.number(13),
                row.textOrNull(14));
    }
}
