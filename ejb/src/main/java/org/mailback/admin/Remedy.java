package org.mailback.admin;

import java.util.Locale;

/** The two ways out of failed. */
public enum Remedy {
    /** Pending again. */
    RETRY,
    /** Given up: the local value becomes the server's. */
    DISCARD;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Remedy of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
