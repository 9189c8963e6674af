package org.mailback.mailbox;

import jakarta.ejb.ApplicationException;

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
        PROVIDER_UNREACHABLE
    }

    private final Kind kind;

    public MailboxProblem(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
