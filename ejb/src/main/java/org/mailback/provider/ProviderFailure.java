package org.mailback.provider;

import jakarta.ejb.ApplicationException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a whole account, server or folder. Messages name host and reason, never content or credentials. An
 * application exception, so that it passes an enterprise bean as it is.
 */
@ApplicationException(rollback = true)
public abstract sealed class ProviderFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 1_000;

    ProviderFailure(String message, @Nullable Throwable cause) {
        super(readable(message), cause);
    }

    /** Libraries put a server's words into their messages as they are, also what neither a log nor a database takes. */
    private static String readable(String words) {
        return (words.length() > LONGEST ? words.substring(0, LONGEST) + "..." : words).replaceAll("\\p{Cntrl}+", " ");
    }

    /** The server cannot be reached, or the connection was found dead before the command was written. The only failure that is retried at once. */
    public static final class NotSent extends ProviderFailure {
        private static final long serialVersionUID = 1L;
        private final Obstacle obstacle;

        public NotSent(String message, @Nullable Throwable cause) {
            this(message, cause, Obstacle.of(cause));
        }

        public NotSent(String message, @Nullable Throwable cause, Obstacle obstacle) {
            super(message, cause);
            this.obstacle = obstacle;
        }

        public Obstacle obstacle() {
            return obstacle;
        }
    }

    /** The server asks for patience: too many connections, rate limit, maintenance at login. */
    public static final class Throttled extends ProviderFailure {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable Instant until;

        public Throttled(String message, @Nullable Instant until) {
            super(message, null);
            this.until = until;
        }

        /** When the server said to come back, null where it did not say. */
        public @Nullable Instant until() {
            return until;
        }
    }

    /** The provider refused the credentials. Never retried by itself. */
    public static final class AuthenticationRefused extends ProviderFailure {
        private static final long serialVersionUID = 1L;

        public AuthenticationRefused(String message) {
            super(message, null);
        }
    }

    /** The folder is gone, or its UIDVALIDITY is another one now. */
    public static final class FolderGone extends ProviderFailure {
        private static final long serialVersionUID = 1L;

        public FolderGone(String message) {
            super(message, null);
        }
    }

    /** There is such a folder, but the provider does not open it. */
    public static final class FolderClosed extends ProviderFailure {
        private static final long serialVersionUID = 1L;
        private final boolean forGood;

        public FolderClosed(String message, boolean forGood) {
            super(message, null);
            this.forGood = forGood;
        }

        /** Whether it is the account's rights that do not allow it. */
        public boolean forGood() {
            return forGood;
        }
    }

    /** The folder has no message with this UID. */
    public static final class MessageGone extends ProviderFailure {
        private static final long serialVersionUID = 1L;

        public MessageGone(String message) {
            super(message, null);
        }
    }

    /** The message has more octets than the caller takes. */
    public static final class TooLarge extends ProviderFailure {
        private static final long serialVersionUID = 1L;

        public TooLarge(String message) {
            super(message, null);
        }
    }
}
