package org.mailback.mailbox.mime;

import java.io.IOException;
import java.io.InputStream;

/** A stream that decodes octet by octet; a failure of its source is never mistaken for the end. */
abstract class Decoding extends InputStream {

    private final InputStream encoded;

    Decoding(InputStream encoded) {
        this.encoded = encoded;
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
        encoded.close();
    }
}
