package org.mailback.provider.imap;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text of a header with its encoded words decoded (RFC 2047). What is written as it should be is decoded here; the rest is left
 * to {@link MimeUtility}, whose answer would be the same, but which looks a provider up anew for every word: a fifth of the
 * processor time of an import.
 */
final class EncodedWords {

    private static final String SPACE = " \t\r\n";
    private static final Pattern WORD =
            Pattern.compile("=\\?([^?*]+)(?:\\*[^?]*)?\\?([BbQq])\\?([\\x21-\\x3e\\x40-\\x7e]*)\\?=");

    private EncodedWords() {}

    /** @throws UnsupportedEncodingException as {@link MimeUtility#decodeText} */
    static String decoded(String text) throws UnsupportedEncodingException {
        if (!text.contains("=?")) {
            return text;
        }
        var plain = plainlyDecoded(text);
        return plain == null ? MimeUtility.decodeText(text) : plain;
    }

    /** Space between two encoded words is none. Null if something is odd. */
    private static @Nullable String plainlyDecoded(String text) {
        var decoded = new StringBuilder();
        var space = new StringBuilder();
        var afterEncoded = false;
        var tokens = new StringTokenizer(text, SPACE, true);
        while (tokens.hasMoreTokens()) {
            var token = tokens.nextToken();
            if (SPACE.contains(token)) {
                space.append(token);
                continue;
            }
            var encoded = token.contains("=?");
            var word = encoded ? word(token) : token;
            if (word == null) {
                return null;
            }
            decoded.append(encoded && afterEncoded ? "" : space).append(word);
            space.setLength(0);
            afterEncoded = encoded;
        }
        return decoded.append(space).toString();
    }

    private static @Nullable String word(String token) {
        var parts = WORD.matcher(token);
        if (!parts.matches()) {
            return null;
        }
        try {
            var octets =
                    parts.group(2).equalsIgnoreCase("B") ? base64(parts.group(3)) : quotedPrintable(parts.group(3));
            return octets == null ? null : new String(octets, Charset.forName(MimeUtility.javaCharset(parts.group(1))));
        } catch (IllegalArgumentException odd) {
            return null;
        }
    }

    private static byte @Nullable [] base64(String text) {
        return text.length() % 4 == 0 ? Base64.getDecoder().decode(text) : null;
    }

    private static byte @Nullable [] quotedPrintable(String text) {
        var octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c != '=') {
                octets.write(c == '_' ? ' ' : c);
                continue;
            }
            int high = i + 1 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            octets.write(16 * high + low);
            i += 2;
        }
        return octets.toByteArray();
    }
}
