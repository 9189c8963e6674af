package org.mailback.mailbox;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** The last message of a page: the next one goes on behind it, whatever arrived meanwhile. */
record Cursor(Instant date, long id) {

    String encode() {
        var text = date.getEpochSecond() + "." + date.getNano() + "." + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws MailboxProblem {@code invalid} if it was not made by {@link #encode} */
    static Cursor decode(String text) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("\\.", -1);
            if (parts.length != 3) {
                throw wrong();
            }
            var date = Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            return new Cursor(date, Long.parseLong(parts[2]));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw wrong();
        }
    }

    private static MailboxProblem wrong() {
        return Input.invalid("cursor must be the value of next from an earlier answer");
    }
}
