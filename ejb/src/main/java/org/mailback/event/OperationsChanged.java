package org.mailback.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations of one account and kind that have one status now.
 *
 * @param status {@code pending}, also when a try failed and another one follows; {@code completed}, {@code failed} or {@code cancelled}
 * @param messageIds null: too many to be named
 * @param error what the provider said, of one of them
 */
public record OperationsChanged(
        long accountId,
        String status,
        String kind,
        long count,
        @Nullable List<Long> messageIds,
        @Nullable String error,
        @Nullable String errorClass)
        implements Change {

    /** Without an error. */
    public static OperationsChanged of(
            long accountId, String status, String kind, long count, @Nullable List<Long> messageIds) {
        return new OperationsChanged(accountId, status, kind, count, messageIds, null, null);
    }

    public static OperationsChanged of(long accountId, String status, String kind, List<Long> messageIds) {
        return of(accountId, status, kind, messageIds.size(), Change.bounded(messageIds));
    }

    @Override
    public String type() {
        return "operations";
    }

    @Override
    public Long account() {
        return accountId;
    }
}
