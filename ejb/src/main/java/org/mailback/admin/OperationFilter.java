package org.mailback.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;

/**
 * Which operations are meant; what is null does not matter.
 *
 * @param host of the account's server
 * @param text part of the subject or of the error
 * @param ids exactly these, if not null
 */
public record OperationFilter(
        @Nullable OperationStatus status,
        @Nullable Long accountId,
        @Nullable OperationKind kind,
        @Nullable ErrorClass errorClass,
        @Nullable String host,
        @Nullable String text,
        @Nullable List<Long> ids) {

    public static OperationFilter of(@Nullable OperationStatus status) {
        return new OperationFilter(status, null, null, null, null, null, null);
    }

    public static OperationFilter failed(List<Long> ids) {
        return of(OperationStatus.FAILED).with(ids);
    }

    OperationFilter with(List<Long> chosen) {
        return new OperationFilter(status, accountId, kind, errorClass, host, text, chosen);
    }
}
