package org.mailback.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MailboxProblem.Kind;

/** Checks what callers send, with answers that say what would be right. */
final class Input {

    private Input() {}

    /**
     * @param name as the caller calls it
     * @return the value without spaces around it
     * @throws MailboxProblem {@code invalid} if it is missing, too long or holds control characters
     */
    static String line(String name, @Nullable String value, int longest) {
        var line = secret(name, value == null ? null : value.strip(), longest);
        if (line.codePoints().anyMatch(Character::isISOControl)) {
            throw invalid(name, " must not hold control characters");
        }
        return line;
    }

    /** Like {@link #line}, but the value is taken as it is and never repeated. */
    static String secret(String name, @Nullable String value, int longest) {
        if (value == null || value.isEmpty()) {
            throw invalid(name, " is missing");
        }
        if (value.length() > longest) {
            throw invalid(name, " must not be longer than " + longest + " characters");
        }
        if (value.chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n')) {
            throw invalid(name, " must not hold line breaks or NUL");
        }
        return value;
    }

    /** @param rest goes on behind the name of what is wrong */
    static MailboxProblem invalid(String name, String rest) {
        return new MailboxProblem(Kind.INVALID, name + rest, name, null);
    }

    static MailboxProblem invalid(String detail) {
        return new MailboxProblem(Kind.INVALID, detail);
    }
}
