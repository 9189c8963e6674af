package org.mailback.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;

/**
 * Which operations are meant; what is null does not matter.
 *
 * @param ids exactly these, if not null
 */
public record OperationFilter(
        OperationStatus status,
        @Nullable Long accountId,
        @Nullable OperationKind kind,
        @Nullable ErrorClass errorClass,
        @Nullable List<Long> ids) {

    public static OperationFilter of(OperationStatus status) {
        return new OperationFilter(status, null, null, null, null);
    }

    public static OperationFilter failed(List<Long> ids) {
        return new OperationFilter(OperationStatus.FAILED, null, null, null, ids);
    }
}
