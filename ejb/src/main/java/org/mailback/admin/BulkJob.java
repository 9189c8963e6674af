package org.mailback.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Sql;

/**
 * A retry or discard of many operations in the background.
 *
 * @param action {@code retry} or {@code discard}
 * @param state {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param done {@code changed} and {@code skipped}
 * @param skipped not failed any more when their turn came, or failed anew since
 * @param filter in words
 */
public record BulkJob(
        long id,
        String action,
        String state,
        long total,
        long done,
        long changed,
        long skipped,
        String createdBy,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable String error,
        String filter) {

    static final String COLUMNS =
            " id, action, state, total, done, changed, skipped, created_by, created_at, finished_at, error, filter ";

    static BulkJob of(Sql.Row row) {
        return new BulkJob(
                row.number(0),
                row.text(1),
                row.text(2),
                row.number(3),
                row.number(4),
                row.number(5),
                row.number(6),
                row.text(7),
                row.time(8),
                row.timeOrNull(9),
                row.textOrNull(10),
                row.text(11));
    }

    boolean running() {
        return state.equals("running");
    }
}
