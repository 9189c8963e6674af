package org.mailback.mailbox;

import jakarta.ejb.ApplicationException;
import org.jspecify.annotations.Nullable;

/** A request that cannot be carried out, told so that its author understands; nothing was changed. */
@ApplicationException(rollback = true)
public class MailboxProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of problem it is; the web module gives each an HTTP status. */
    public enum Kind {
        /** No such thing, or not the caller's. */
        NOT_FOUND,
        /** The request itself is wrong. */
        INVALID,
        /** It contradicts what is so now, for example restoring what was deleted for ever. */
        CONFLICT,
        /** More than one request may ask for. */
        TOO_MANY,
        TOO_LARGE,
        /** The message is not at the provider any more. */
        GONE,
        PROVIDER_REFUSED,
        PROVIDER_UNREACHABLE,
        PROVIDER_BUSY,
        HOST_UNKNOWN,
        PORT_CLOSED,
        NO_ANSWER,
        NOT_IMAP,
        TLS_NOT_OFFERED,
        TLS_REQUIRED,
        TLS_NOT_TRUSTED
    }

    private final Kind kind;
    private final @Nullable String field;
    private final @Nullable String said;

    public MailboxProblem(Kind kind, String message) {
        this(kind, message, null, null);
    }

    /**
     * @param field what in the request has to be mended, as the caller calls it
     * @param said the provider's own words
     */
    public MailboxProblem(Kind kind, String message, @Nullable String field, @Nullable String said) {
        super(message);
        this.kind = kind;
        this.field = field;
        this.said = said;
    }

    public @Nullable String field() {
        return field;
    }

    public @Nullable String said() {
        return said;
    }

    public Kind kind() {
        return kind;
    }
}
