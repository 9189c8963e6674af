package org.mailback.operation;

import java.util.Locale;

/** What a pending operation asks of the provider. The code ({@code mark_read} ...) is what the database and the REST API show. */
public enum OperationKind {
    MARK_READ(Aspect.SEEN),
    MARK_UNREAD(Aspect.SEEN),
    TRASH(Aspect.PLACEMENT),
    RESTORE(Aspect.PLACEMENT),
    DELETE(Aspect.PLACEMENT);

    /** Operations of one aspect on one message replace each other; those of two aspects never do. */
    public enum Aspect {
        SEEN,
        PLACEMENT;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Aspect aspect;

    OperationKind(Aspect aspect) {
        this.aspect = aspect;
    }

    public Aspect aspect() {
        return aspect;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such kind */
    public static OperationKind of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
