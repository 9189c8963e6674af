package org.mailback.provider.imap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;

/** What a server has sent, read as {@link Wire} does, from memory. */
final class Received extends IMAPProtocol {

    private final BoundedResponses responses;

    Received(byte[] octets, Bounds bounds) throws IOException {
        super(InputStream.nullInputStream(), new PrintStream(OutputStream.nullOutputStream()), new Properties(), false);
        responses = new BoundedResponses(new ByteArrayInputStream(octets), bounds);
    }

    @Override
    protected ResponseInputStream getInputStream() {
        return responses;
    }

    /** The only response, on one line. */
    static Reply reply(String line) {
        try {
            return new Reply(new Received((line + "\r\n").getBytes(StandardCharsets.UTF_8), Bounds.STRANGER));
        } catch (IOException | ProtocolException e) {
            throw new IllegalArgumentException(line, e);
        }
    }
}
