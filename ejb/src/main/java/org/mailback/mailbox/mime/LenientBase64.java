package org.mailback.mailbox.mime;

import java.io.IOException;
import java.io.InputStream;

/** Decodes base64 as it comes by mail: characters outside the alphabet are skipped (RFC 2045, 6.8), a missing end is no error. */
final class LenientBase64 extends InputStream {

    private static final int[] VALUES = values();

    private final InputStream source;
    private int bits;
    private int count;
    private boolean ended;

    LenientBase64(InputStream source) {
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

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int octet = read();
            if (octet < 0) {
                return done == 0 ? -1 : done;
            }
            target[offset + done] = (byte) octet;
            done++;
        }
        return done;
    }

    @Override
    public void close() throws IOException {
        source.close();
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
