package org.mailback.mailbox.mime;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Octets to text, without ever failing: what cannot be decoded becomes U+FFFD. */
final class Texts {

    private static final Charset FALLBACK = Charset.forName("windows-1252");

    private Texts() {}

    /** @param declared the charset the sender named; US-ASCII with 8-bit octets and unknown ones are guessed */
    static String decode(byte[] octets, @Nullable String declared) {
        var charset = declared == null ? Optional.<Charset>empty() : charset(declared);
        if (charset.isPresent() && !charset.get().equals(StandardCharsets.US_ASCII)) {
            return new String(octets, charset.get());
        }
        return utf8(octets).orElseGet(() -> new String(octets, FALLBACK));
    }

    /** An unstructured header: encoded words (RFC 2047), or bare octets where the sender did not encode. */
    static String header(@Nullable String raw) {
        if (raw == null) {
            return "";
        }
        var unfolded = MimeUtility.unfold(raw);
        try {
            return printable(MimeUtility.decodeText(bare(unfolded)));
        } catch (UnsupportedEncodingException e) {
            return printable(bare(unfolded));
        }
    }

    /** Jakarta Mail gives every octet of a header as one character. */
    private static String bare(String header) {
        if (header.chars().allMatch(c -> c < 128) || header.chars().anyMatch(c -> c > 255)) {
            return header;
        }
        return decode(header.getBytes(StandardCharsets.ISO_8859_1), null);
    }

    /** On one line, without control characters and without marks that turn the direction of what follows. */
    static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(c -> !Character.isISOControl(c) && !isDirectionMark(c))
                .filter(c -> Character.getType(c) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    private static boolean isDirectionMark(int c) {
        return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }

    private static Optional<Charset> charset(String name) {
        var plain = name.strip().replace("\"", "");
        return known(plain).or(() -> known(MimeUtility.javaCharset(plain)));
    }

    private static Optional<Charset> known(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> utf8(byte[] octets) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
