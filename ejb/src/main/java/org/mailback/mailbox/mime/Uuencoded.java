package org.mailback.mailbox.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decodes uuencode; whatever Jakarta Mail throws at a beginning that is none is the end of the octets, and declared. */
final class Uuencoded extends FilterInputStream {

    Uuencoded(InputStream source) throws MessagingException {
        super(MimeUtility.decode(source, "uuencode"));
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (RuntimeException e) {
            throw new IOException("no uuencode", e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (RuntimeException e) {
            throw new IOException("no uuencode", e);
        }
    }
}
