package org.mailback.operation;

import java.util.Locale;

/** What is true of an operation now; waiting for a retry is {@link #PENDING} with a later {@code not_before}. */
public enum OperationStatus {
    PENDING,
    COMPLETED,
    FAILED,
    CANCELLED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such status */
    public static OperationStatus of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
