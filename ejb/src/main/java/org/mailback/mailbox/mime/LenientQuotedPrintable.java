package org.mailback.mailbox.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * Decodes quoted-printable as it comes by mail (RFC 2045, 6.7): an equals sign that begins nothing stands for itself. Jakarta
 * Mail goes one call deeper with each soft line break, and throws for each such sign.
 */
final class LenientQuotedPrintable extends Decoding {

    private final PushbackInputStream source;
    private int spaces;

    LenientQuotedPrintable(InputStream source) {
        this(new PushbackInputStream(source, 2));
    }

    private LenientQuotedPrintable(PushbackInputStream source) {
        super(source);
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        if (spaces > 0) {
            spaces--;
            return ' ';
        }
        var octet = source.read();
        while (octet == '=' && isSoftBreak()) {
            octet = source.read();
        }
        return switch (octet) {
            case '=' -> encoded();
            case ' ' -> space();
            default -> octet;
        };
    }

    private boolean isSoftBreak() throws IOException {
        var next = source.read();
        if (next == '\r') {
            var after = source.read();
            if (after != '\n') {
                unread(after);
            }
            return true;
        }
        if (next == '\n' || next < 0) {
            return true;
        }
        source.unread(next);
        return false;
    }

    private int encoded() throws IOException {
        var first = source.read();
        var second = source.read();
        if (Character.digit(first, 16) >= 0 && Character.digit(second, 16) >= 0) {
            return Character.digit(first, 16) << 4 | Character.digit(second, 16);
        }
        unread(second);
        unread(first);
        return '=';
    }

    /** Spaces at the end of a line were added on the way. */
    private int space() throws IOException {
        var next = source.read();
        while (next == ' ') {
            spaces++;
            next = source.read();
        }
        if (next == '\r' || next == '\n' || next < 0) {
            spaces = 0;
            return next;
        }
        source.unread(next);
        return ' ';
    }

    private void unread(int octet) throws IOException {
        if (octet >= 0) {
            source.unread(octet);
        }
    }
}
