package org.mailback.mailbox.mime;

import jakarta.mail.internet.InternetHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the headers of a message or of a part, unfolded, as far as anybody needs them. Jakarta Mail would keep sixteen million
 * headers of three octets each, and unfolds in the square of a header's length.
 */
final class Headers {

    private static final int MOST = 1_000;

    private final InputStream source;
    private final int longest;
    private final InternetHeaders headers = new InternetHeaders();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private int count;

    private Headers(InputStream source, int longest) {
        this.source = source;
        this.longest = longest;
    }

    /**
     * Leaves the source where the content begins.
     *
     * @param source one with marks
     * @param longest octets of one header; the rest of it is left out
     */
    static InternetHeaders read(InputStream source, int longest) {
        var reader = new Headers(source, longest);
        try {
            reader.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reader.headers;
    }

    private void read() throws IOException {
        while (line() && line.size() > 0) {
            var octets = line.toByteArray();
            var folded = octets.length > 0 && (octets[0] == ' ' || octets[0] == '\t');
            if (!folded) {
                add();
            }
            var text = new String(octets, StandardCharsets.ISO_8859_1).strip();
            var separator = folded && header.size() > 0 ? " " : "";
            var piece = (separator + text).getBytes(StandardCharsets.ISO_8859_1);
            header.write(piece, 0, Math.min(piece.length, longest - header.size()));
        }
        add();
    }

    private void add() {
        if (header.size() > 0 && count++ < MOST) {
            headers.addHeaderLine(header.toString(StandardCharsets.ISO_8859_1));
        }
        header.reset();
    }

    /** @return false at the end */
    private boolean line() throws IOException {
        line.reset();
        var any = false;
        for (var octet = source.read(); octet >= 0; octet = source.read()) {
            any = true;
            if (octet == '\n') {
                return true;
            }
            if (octet == '\r') {
                source.mark(1);
                if (source.read() != '\n') {
                    source.reset();
                }
                return true;
            }
            if (line.size() < longest) {
                line.write(octet);
            }
        }
        return any;
    }
}
