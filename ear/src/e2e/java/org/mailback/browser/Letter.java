package org.mailback.browser;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailback.rig.ImapClient.Mail;

/**
 * A message that is to be in a mailbox: unread, plain, from Ada Lovelace, unless it is made otherwise.
 *
 * @param content the MIME headers of the body, an empty line, and the body
 */
record Letter(String from, String subject, Instant at, Set<String> flags, String content) {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Base64.Encoder LINES = Base64.getMimeEncoder();

    static Letter of(String subject) {
        return new Letter(
                "Ada Lovelace <ada@example.org>",
                subject,
                Instant.now(),
                Set.of(),
                plain("Hello,\n\n" + subject + ".\n"));
    }

    /** For example {@code Grace Hopper <grace@example.org>}. */
    Letter from(String value) {
        return new Letter(value, subject, at, flags, content);
    }

    Letter at(Instant value) {
        return new Letter(from, subject, value, flags, content);
    }

    Letter read() {
        return flag("\\Seen");
    }

    Letter flag(String value) {
        var all = new TreeSet<>(flags);
        all.add(value);
        return new Letter(from, subject, at, all, content);
    }

    Letter text(String value) {
        return new Letter(from, subject, at, flags, plain(value));
    }

    Letter html(String value) {
        return new Letter(
                from, subject, at, flags, encoded("text/html; charset=utf-8", value.getBytes(StandardCharsets.UTF_8)));
    }

    /** The body so far becomes the first part, the file one more. */
    Letter attached(String name, String type, byte[] file) {
        var boundary = "b" + NUMBERS.incrementAndGet();
        return new Letter(from, subject, at, flags, """
                Content-Type: multipart/mixed; boundary=%1$s

                --%1$s
                %2$s
                --%1$s
                Content-Disposition: attachment; filename="%3$s"
                %4$s
                --%1$s--
                """.formatted(boundary, content, name, encoded(type, file)));
    }

    /** MIME headers of the body, an empty line, the body; for what is broken on purpose. */
    Letter raw(String value) {
        return new Letter(from, subject, at, flags, value);
    }

    Mail mail(String to) {
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).format(at.atOffset(ZoneOffset.UTC));
        var text = """
                From: %s
                To: %s
                Subject: %s
                Date: %s
                Message-ID: <browser.%d@example.org>
                MIME-Version: 1.0
                %s""".formatted(word(from), to, word(subject), date, NUMBERS.incrementAndGet(), content);
        return new Mail(text, flags, at);
    }

    private static String plain(String text) {
        return encoded("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String type, byte[] bytes) {
        return "Content-Type: " + type + "\nContent-Transfer-Encoding: base64\n\n"
                + LINES.encodeToString(bytes).replace("\r", "") + "\n";
    }

    /** The name before the address, or the whole subject, as RFC 2047 wants it. */
    private static String word(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return text;
        }
        var address = text.lastIndexOf(" <");
        var words = address < 0 ? text : text.substring(0, address);
        var encoded = "=?utf-8?B?" + Base64.getEncoder().encodeToString(words.getBytes(StandardCharsets.UTF_8)) + "?=";
        return address < 0 ? encoded : encoded + text.substring(address);
    }
}
