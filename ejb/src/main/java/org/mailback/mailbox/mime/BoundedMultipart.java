package org.mailback.mailbox.mime;

import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.SharedInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Takes a multipart apart as far as its first thousand parts: seven million fit into a message that is not even large. */
final class BoundedMultipart extends MimeMultipart {

    private static final int LONGEST_HEADER = 8_000;

    private final int most;
    private boolean full;

    BoundedMultipart(DataSource source, int most) throws MessagingException {
        super(source);
        this.most = most;
    }

    /** Ends the parsing; the parts so far are kept. */
    private static final class Enough extends MessagingException {
        private static final long serialVersionUID = 1L;
    }

    /** @throws MessagingException if it cannot be taken apart */
    List<MimePart> children() throws MessagingException {
        try {
            parse();
        } catch (Enough e) {
            full = true;
        }
        var children = new ArrayList<MimePart>();
        for (var part : parts) {
            if (part instanceof MimeBodyPart child) {
                children.add(child);
            }
        }
        return children;
    }

    /** Whether there are more parts than were read. */
    boolean full() {
        return full;
    }

    @Override
    protected MimeBodyPart createMimeBodyPart(InputStream source) throws MessagingException {
        if (parts.size() >= most) {
            throw new Enough();
        }
        return source instanceof SharedInputStream shared
                ? new BoundedPart(source, shared)
                : super.createMimeBodyPart(source);
    }

    @Override
    protected MimeBodyPart createMimeBodyPart(InternetHeaders headers, byte[] content) throws MessagingException {
        if (parts.size() >= most) {
            throw new Enough();
        }
        return super.createMimeBodyPart(headers, content);
    }

    private static final class BoundedPart extends MimeBodyPart {

        BoundedPart(InputStream source, SharedInputStream shared) {
            headers = Headers.read(source, LONGEST_HEADER);
            contentStream = shared.newStream(shared.getPosition(), -1);
        }
    }
}
