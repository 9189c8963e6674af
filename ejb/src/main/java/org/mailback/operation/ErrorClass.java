package org.mailback.operation;

import java.util.Locale;

/** Why an operation did not succeed, coarse enough to group by and fine enough to act upon. */
public enum ErrorClass {
    /** The provider said "not now". */
    TEMPORARY,
    /** The provider said no and would say it again. */
    REFUSED,
    /** The account's rights on the folder do not allow it, or the folder is read-only. */
    NOT_PERMITTED,
    /** The mailbox is full. */
    QUOTA,
    /** The server cannot do this safely, for example delete without UIDPLUS. */
    UNSUPPORTED,
    /** The provider did not answer in time or the connection broke, so that the effect is not known. */
    UNKNOWN_OUTCOME,
    /** The message or its folder could not be found again at the provider. */
    NOT_FOUND,
    /** The operation's row cannot be understood, for example one that a newer version wrote. */
    UNREADABLE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such class */
    public static ErrorClass of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
