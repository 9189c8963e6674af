package org.mailback.mailbox.mime;

import java.io.IOException;
import java.io.InputStream;

/** Decodes base64 as it comes by mail: characters outside the alphabet are skipped (RFC 2045, 6.8), a missing end is no error. */
final class LenientBase64 extends Decoding {

    private static final int[] VALUES = values();

    private final InputStream source;
    private int bits;
    private int count;
    private boolean ended;

    LenientBase64(InputStream source) {
        super(source);
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        while (count < 8) {
            int next = ended ? -1 : source.read();
            if (next < 0 || next == '=') {
                ended = true;
                return -1;
            }
            int value = next < 128 ? VALUES[next] : -1;
            if (value >= 0) {
                bits = (bits << 6 | value) & 0xFFFF;
                count += 6;
            }
        }
        count -= 8;
        return bits >> count & 0xFF;
    }

    private static int[] values() {
        var values = new int[128];
        java.util.Arrays.fill(values, -1);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = i;
        }
        return values;
    }
}
