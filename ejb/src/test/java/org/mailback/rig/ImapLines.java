package org.mailback.rig;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what IMAP calls a line, and the literals that may hang on it, byte for byte. */
final class ImapLines {

    static final byte[] CRLF = {'\r', '\n'};
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");

    private final InputStream in;

    ImapLines(InputStream in) {
        this.in = in;
    }

    /** The next line with its CRLF, or null at the end of the stream. */
    byte @Nullable [] readLine() throws IOException {
        var line = new ByteArrayOutputStream(128);
        for (var octet = in.read(); octet != -1; octet = in.read()) {
            line.write(octet);
            if (octet == '\n') {
                return line.toByteArray();
            }
        }
        return null;
    }

    byte[] readLiteral(int length) throws IOException {
        var literal = in.readNBytes(length);
        if (literal.length < length) {
            throw new EOFException();
        }
        return literal;
    }

    /** A whole response, literals in place, without the last CRLF; null at the end of the stream. */
    @Nullable
    String readResponse() throws IOException {
        var bytes = readWhole();
        return bytes == null ? null : text(bytes);
    }

    /** A whole response with its literals, as it came. */
    byte @Nullable [] readWhole() throws IOException {
        var whole = new ByteArrayOutputStream(256);
        while (true) {
            var line = readLine();
            if (line == null) {
                return null;
            }
            whole.writeBytes(line);
            var length = literalLength(text(line));
            if (length < 0) {
                return whole.toByteArray();
            }
            whole.writeBytes(readLiteral(length));
        }
    }

    /** The length of the literal that the line announces, or -1. */
    static int literalLength(String line) {
        var literal = LITERAL.matcher(line);
        return literal.find() ? Integer.parseInt(literal.group(1)) : -1;
    }

    /** Whether the sender goes on without waiting for the other side's consent (RFC 7888). */
    static boolean literalIsPushed(String line) {
        var literal = LITERAL.matcher(line);
        return literal.find() && !literal.group(2).isEmpty();
    }

    static String text(byte[] line) {
        var length = line.length;
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) {
            length--;
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
}
