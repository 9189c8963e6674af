package org.mailback.provider.imap;

/** The server answered NO or BAD to a command that only looks. Never leaves this package. */
final class CommandRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    CommandRefused(Answer answer) {
        super(answer.words());
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
