package org.mailback.provider.imap;

import jakarta.mail.internet.MailDateFormat;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.RemoteFlags;
import org.mailback.provider.RemoteMessage;

/** One FETCH response. Servers send odd dates, missing items and more than was asked for; none of it loses the message. */
final class FetchReply {

    private static final DateTimeFormatter INTERNAL_DATE =
            DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final int MOST_ADDRESSES = 20;
    private static final int MOST_FLAGS = 100;
    private static final int LONGEST_FLAG = 200;
    private static final int LONGEST_TEXT = 4_000;

    /** As text for an index, which takes 2,700 octets. */
    private static final int LONGEST_ID = 600;

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}]+");
    private static final Pattern DIRECTION_MARKS = Pattern.compile("[\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");

    private final Map<String, @Nullable Object> items = new HashMap<>();

    private FetchReply(List<?> values) {
        for (var i = 0; i + 1 < values.size(); i += 2) {
            if (values.get(i) instanceof String name) {
                items.put(name.toUpperCase(Locale.ROOT), values.get(i + 1));
            }
        }
    }

    /** Null if the response is none to a FETCH, or tells no UID. */
    static @Nullable FetchReply of(Reply response) {
        if (!response.is("FETCH")) {
            return null;
        }
        var reply = new FetchReply(Tokens.list(Tokens.of(response.rest()), 0));
        return reply.uid() > 0 && reply.uid() <= UidSets.LARGEST ? reply : null;
    }

    long uid() {
        return number("UID");
    }

    long size() {
        return number("RFC822.SIZE");
    }

    boolean has(String item) {
        return items.containsKey(item);
    }

    boolean hasBody() {
        return items.keySet().stream().anyMatch(item -> item.startsWith("BODY["));
    }

    /** The octets of the body section in the response; null if the server says NIL, as for an empty piece. */
    @Nullable
    String body() {
        return items.entrySet().stream()
                .filter(item -> item.getKey().startsWith("BODY[") && item.getValue() instanceof String)
                .map(item -> (String) item.getValue())
                .findFirst()
                .orElse(null);
    }

    RemoteFlags flags() {
        Set<String> flags = items.get("FLAGS") instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .filter(flag -> flag.length() <= LONGEST_FLAG)
                        .limit(MOST_FLAGS)
                        .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)))
                : new TreeSet<>();
        var seen = flags.remove("\\Seen");
        flags.remove("\\Recent");
        return new RemoteFlags(uid(), seen, Set.copyOf(flags), modSeq());
    }

    Fingerprint fingerprint() {
        return new Fingerprint(messageId(), size(), internalDate());
    }

    RemoteMessage message() {
        var envelope = envelope();
        return new RemoteMessage(
                flags(),
                fingerprint(),
                addresses(Tokens.list(envelope, 2), 1),
                addresses(Tokens.list(envelope, 5), MOST_ADDRESSES),
                text(Tokens.string(envelope, 1)),
                date(Tokens.string(envelope, 0)));
    }

    private @Nullable String messageId() {
        var id = Tokens.string(envelope(), 9);
        if (id == null || id.isBlank()) {
            return null;
        }
        var text = Tokens.decoded(id).strip();
        return text.length() <= LONGEST_ID ? text : text.substring(0, LONGEST_ID / 2) + '#' + digest(text);
    }

    /** What two long ones are told apart by. */
    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<?> envelope() {
        return items.get("ENVELOPE") instanceof List<?> list ? list : List.of();
    }

    private long modSeq() {
        return items.get("MODSEQ") instanceof List<?> list ? Numbers.parse(Tokens.string(list, 0)) : 0;
    }

    private Instant internalDate() {
        if (!(items.get("INTERNALDATE") instanceof String text)) {
            return Instant.EPOCH;
        }
        try {
            var date = OffsetDateTime.parse(text.strip(), INTERNAL_DATE).toInstant();
            return date.isBefore(EARLIEST) || date.isAfter(LATEST) ? Instant.EPOCH : date;
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private long number(String item) {
        return items.get(item) instanceof String text ? Numbers.parse(text) : 0;
    }

    private static @Nullable Instant date(@Nullable String text) {
        if (text == null || text.length() > LONGEST_TEXT) {
            return null;
        }
        try {
            var date = new MailDateFormat().parse(text).toInstant();
            return date.isBefore(EARLIEST) || date.isAfter(LATEST) ? null : date;
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    private static String addresses(List<?> list, int most) {
        return list.stream()
                .filter(List.class::isInstance)
                .map(address -> address((List<?>) address))
                .filter(address -> !address.isEmpty())
                .limit(most)
                .collect(Collectors.joining(", "));
    }

    /** Name, route, mailbox, host; no host means the begin or end of a group (RFC 9051, 7.5.2). */
    private static String address(List<?> parts) {
        var name = text(Tokens.string(parts, 0));
        var mailbox = Tokens.string(parts, 2);
        var host = Tokens.string(parts, 3);
        if (host == null || mailbox == null) {
            return "";
        }
        var address = printable(Tokens.decoded(begin(mailbox)) + "@" + Tokens.decoded(begin(host)));
        return name.isEmpty() ? address : name + " <" + address + ">";
    }

    /** Not too much of it, and no half characters of UTF-8. */
    private static String begin(String octets) {
        var end = LONGEST_TEXT;
        if (octets.length() <= end) {
            return octets;
        }
        while (end > 0 && (octets.charAt(end) & 0xC0) == 0x80) {
            end--;
        }
        return octets.substring(0, end);
    }

    private static String text(@Nullable String octets) {
        if (octets == null) {
            return "";
        }
        var text = Tokens.decoded(begin(octets));
        try {
            text = EncodedWords.decoded(MimeUtility.unfold(text));
        } catch (UnsupportedEncodingException | RuntimeException e) {
            return printable(text);
        }
        return printable(text);
    }

    /** PostgreSQL takes no NUL; marks that turn the direction of writing would let a sender pass for another one. */
    private static String printable(String text) {
        var turning = DIRECTION_MARKS.matcher(text).replaceAll("");
        return CONTROLS.matcher(turning).replaceAll(" ").strip();
    }
}
