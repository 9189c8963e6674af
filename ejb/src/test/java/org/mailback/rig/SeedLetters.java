package org.mailback.rig;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.mailback.rig.SeedText.Person;

/** Writes one letter as RFC 5322 bytes, in the many shapes that real mailboxes hold. */
final class SeedLetters {

    enum Kind {
        PLAIN,
        HTML,
        ALTERNATIVE,
        ATTACHED_TEXT,
        ATTACHED_PICTURE,
        ATTACHED_PDF,
        INLINE_PICTURE,
        FORWARDED,
        INVITATION,
        RAW_UTF8,
        HOSTILE
    }

    record Letter(
            Kind kind, Person from, Person to, String subject, Instant date, String id, List<String> references) {}

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.ofHours(1));
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder();

    /** Charsets that older clients still write, tried where they can hold the text. */
    private static final List<Charset> NATIONAL = Stream.of(
                    "ISO-8859-1", "windows-1252", "ISO-8859-2", "KOI8-R", "ISO-8859-7", "ISO-2022-JP", "GB18030")
            .map(Charset::forName)
            .toList();

    private final Random dice;
    private final SeedText text;

    SeedLetters(Random dice, SeedText text) {
        this.dice = dice;
        this.text = text;
    }

    byte[] write(Letter letter) {
        var body = switch (letter.kind()) {
            case PLAIN -> plain(opening(letter) + quoted(letter));
            case RAW_UTF8 -> eightBit(opening(letter));
            case HTML -> html(SeedPages.newsletter(text, letter.subject()));
            case HOSTILE -> html(SeedPages.hostile(text));
            case ALTERNATIVE -> alternative(letter);
            case ATTACHED_TEXT -> mixed(letter, attachedTable());
            case ATTACHED_PICTURE ->
                mixed(letter, attached("image/png", "Grundriß " + id() + ".png", SeedPages.picture(dice, 48)));
            case ATTACHED_PDF ->
                mixed(letter, attached("application/pdf", "report.pdf", SeedPages.pdf(text.sentence())));
            case INLINE_PICTURE -> related();
            case FORWARDED -> mixed(letter, forwarded(letter));
            case INVITATION -> mixed(letter, invitation(letter));
        };
        return (headers(letter) + body).getBytes(ISO_8859_1);
    }

    private String headers(Letter letter) {
        var raw = letter.kind() == Kind.RAW_UTF8;
        var lines = new StringBuilder();
        lines.append("Received: from relay.mailback.example (relay [192.0.2.25]) by mx.mailback.example; ")
                .append(DATE.format(letter.date()));
        lines.append("\r\nMessage-ID: ").append(letter.id());
        lines.append("\r\nDate: ").append(DATE.format(letter.date()));
        lines.append("\r\nFrom: ").append(mailbox(letter.from(), raw));
        lines.append("\r\nTo: ").append(mailbox(letter.to(), raw));
        if (dice.nextInt(5) == 0) {
            lines.append("\r\nCc: ")
                    .append(mailbox(text.person(), raw))
                    .append(",\r\n ")
                    .append(mailbox(text.person(), raw));
        }
        lines.append("\r\nSubject: ")
                .append(raw ? bytes(letter.subject()) : MimeUtility.fold(9, encoded(letter.subject())));
        if (!letter.references().isEmpty()) {
            lines.append("\r\nIn-Reply-To: ")
                    .append(letter.references().get(letter.references().size() - 1));
            lines.append("\r\nReferences: ").append(String.join("\r\n ", letter.references()));
        }
        return lines.append("\r\nMIME-Version: 1.0\r\n").toString();
    }

    private String mailbox(Person person, boolean raw) {
        var phrase = person.name().contains(",") ? '"' + person.name() + '"' : person.name();
        return (raw ? bytes(phrase) : encoded(phrase)) + " <" + person.address() + ">";
    }

    private String encoded(String words) {
        if (US_ASCII.newEncoder().canEncode(words)) {
            return words;
        }
        var charset = UTF_8;
        var national = NATIONAL.get(dice.nextInt(NATIONAL.size()));
        if (national.newEncoder().canEncode(words)) {
            charset = national;
        }
        try {
            return MimeUtility.encodeText(words, charset.name(), dice.nextBoolean() ? "B" : "Q")
                    .replace("\n", "\r\n")
                    .replace("\r\r", "\r");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String opening(Letter letter) {
        var lines = new StringBuilder("Hello " + letter.to().name().split(" ")[0] + ",\r\n\r\n");
        for (var paragraphs = 1 + dice.nextInt(4); paragraphs > 0; paragraphs--) {
            lines.append(wrapped(text.paragraph())).append("\r\n\r\n");
        }
        return lines.append("Best regards\r\n")
                .append(letter.from().name())
                .append("\r\n-- \r\nMailback GmbH · Ringstraße 12 · Wien\r\n")
                .toString();
    }

    private String quoted(Letter letter) {
        return letter.references().isEmpty()
                ? ""
                : "\r\n> " + wrapped(text.paragraph()).replace("\r\n", "\r\n> ") + "\r\n";
    }

    private static String wrapped(String paragraph) {
        var lines = new StringBuilder();
        var width = 0;
        for (var word : paragraph.split(" ")) {
            if (width + word.length() > 72) {
                lines.append("\r\n");
                width = 0;
            } else if (width > 0) {
                lines.append(' ');
            }
            lines.append(word);
            width += word.length() + 1;
        }
        return lines.toString();
    }

    private String plain(String words) {
        var national = NATIONAL.get(dice.nextInt(NATIONAL.size()));
        var charset = dice.nextInt(3) == 0 && national.newEncoder().canEncode(words) ? national : UTF_8;
        return "Content-Type: text/plain; charset=" + charset.name() + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + LINES.encodeToString(words.getBytes(charset)) + "\r\n";
    }

    private static String eightBit(String words) {
        return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + bytes(words);
    }

    private static String html(String page) {
        return "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + LINES.encodeToString(page.getBytes(UTF_8)) + "\r\n";
    }

    private String alternative(Letter letter) {
        return multipart(
                "alternative",
                plain(opening(letter) + quoted(letter)),
                html(SeedPages.newsletter(text, letter.subject())));
    }

    private String mixed(Letter letter, String attachment) {
        var body = dice.nextBoolean() ? plain(opening(letter)) : alternative(letter);
        return multipart("mixed", body, attachment);
    }

    private String related() {
        var picture = SeedPages.picture(dice, 64);
        var part =
                "Content-Type: image/png\r\nContent-ID: <logo@mailback.example>\r\nContent-Disposition: inline; filename=logo.png\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n" + LINES.encodeToString(picture) + "\r\n";
        return multipart("related", html(SeedPages.withInlinePicture(text)), part);
    }

    private String forwarded(Letter letter) {
        var inner = new Letter(
                Kind.ATTACHED_TEXT,
                text.person(),
                letter.from(),
                text.subject(),
                letter.date().minusSeconds(7_200),
                "<" + id() + "@forwarded.example>",
                List.of());
        return "Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=forwarded.eml\r\n\r\n"
                + new String(write(inner), ISO_8859_1);
    }

    private String invitation(Letter letter) {
        var start = letter.date().plusSeconds(86_400L * (1 + dice.nextInt(20)));
        var calendar = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Mailback//seed//EN
        METHOD:REQUEST
        BEGIN:VEVENT
        UID:%s
        DTSTAMP:%s
        DTSTART:%s
        DTEND:%s
        SUMMARY:%s
        ORGANIZER:mailto:%s
        END:VEVENT
        END:VCALENDAR
        """.formatted(
                        letter.id(),
                        STAMP.format(letter.date()),
                        STAMP.format(start),
                        STAMP.format(start.plusSeconds(3_600)),
                        letter.subject(),
                        letter.from().address())
                .replace("\n", "\r\n");
        return "Content-Type: text/calendar; charset=utf-8; method=REQUEST; name=invite.ics\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + LINES.encodeToString(calendar.getBytes(UTF_8)) + "\r\n";
    }

    private String attachedTable() {
        var rows = new StringBuilder("position;amount;note\r\n");
        for (var row = 1; row <= 10 + dice.nextInt(200); row++) {
            rows.append(row)
                    .append(';')
                    .append(dice.nextInt(10_000))
                    .append(',')
                    .append(dice.nextInt(100))
                    .append(';')
                    .append(text.sentence())
                    .append("\r\n");
        }
        return attached(
                "text/csv; charset=utf-8",
                "figures-" + id() + ".csv",
                rows.toString().getBytes(UTF_8));
    }

    private String attached(String type, String name, byte[] content) {
        return "Content-Type: " + type + "\r\nContent-Disposition: attachment;\r\n filename=\"" + encoded(name)
                + "\"\r\n" + "Content-Transfer-Encoding: base64\r\n\r\n" + LINES.encodeToString(content) + "\r\n";
    }

    private String multipart(String subtype, String first, String second) {
        var boundary = "=_" + id();
        return "Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n--" + boundary
                + "\r\n" + first + "\r\n--" + boundary + "\r\n" + second + "\r\n--" + boundary + "--\r\n";
    }

    private String id() {
        return Long.toHexString(dice.nextLong());
    }

    /** UTF-8 bytes as characters of the same value, so that the whole letter is written as ISO-8859-1. */
    private static String bytes(String words) {
        return new String(words.getBytes(UTF_8), ISO_8859_1);
    }
}
