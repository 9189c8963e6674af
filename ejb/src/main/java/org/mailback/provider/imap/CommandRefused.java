package org.mailback.provider.imap;

import org.jspecify.annotations.Nullable;

/** The server answered NO or BAD to a command that only looks. Never leaves this package. */
final class CommandRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;
    private final @Nullable String closed;

    CommandRefused(Answer answer) {
        this(answer, null);
    }

    /** @param closed the folder that was to be opened */
    CommandRefused(Answer answer, @Nullable String closed) {
        super(answer.words());
        this.answer = answer;
        this.closed = closed;
    }

    Answer answer() {
        return answer;
    }

    /** The folder that the server did not open, null if it was asked for something else. */
    @Nullable
    String closed() {
        return closed;
    }
}
