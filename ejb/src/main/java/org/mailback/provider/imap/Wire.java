package org.mailback.provider.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.util.MailLogger;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.TlsMode;

/** One connection at the level of lines and literals; Angus connects, encrypts, signs in and frames. */
final class Wire extends IMAPProtocol {

    /** Angus would log whole messages at FINEST; this name is switched off whatever the root logger wants. */
    private static final Logger SILENT = Logger.getLogger("org.mailback.provider.imap.wire");

    static {
        SILENT.setLevel(Level.OFF);
    }

    /** Kept there because Angus reads the greeting in its constructor, when no field of ours is set. */
    private static final String LINE = Line.class.getName();

    private Wire(AccountAccess access, Properties properties) throws IOException, ProtocolException {
        super("imap", access.host(), access.port(), properties, access.tls() == TlsMode.TLS, silence());
    }

    /** Connects as far as the greeting and the capabilities. */
    static Wire connect(AccountAccess access, ImapSettings settings) throws IOException, ProtocolException {
        var line = new Line(settings);
        var ssl = settings.trust() == null
                ? (SSLSocketFactory) SSLSocketFactory.getDefault()
                : settings.trust().getSocketFactory();
        var properties = new Properties();
        properties.put(LINE, line);
        properties.put("mail.imap.socketFactory", line.plainFactory());
        properties.put("mail.imap.socketFactory.fallback", "false");
        properties.put("mail.imap.ssl.socketFactory", line.tlsFactory(ssl));
        properties.put("mail.imap.ssl.checkserveridentity", "true");
        properties.put("mail.imap.usesocketchannels", "true");
        properties.put(
                "mail.imap.connectiontimeout",
                Long.toString(settings.connectTimeout().toMillis()));
        return new Wire(access, properties);
    }

    private BoundedResponses responses() throws IOException {
        return ((Line) props.get(LINE)).responses();
    }

    @Override
    protected ResponseInputStream getInputStream() {
        try {
            return responses();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetch responses stay unparsed: Angus gives a whole response up for one odd date in it. */
    @Override
    public Response readResponse() throws IOException, ProtocolException {
        return new IMAPResponse(this);
    }

    /** The same where Angus does not have to understand it. */
    Reply next() throws IOException, ProtocolException {
        return new Reply(this);
    }

    @Override
    public boolean hasResponse() {
        try {
            return responses().available() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nothing has come since, not even the end of the connection; below TLS, whose own messages count. */
    boolean silent() throws IOException {
        return ((Line) props.get(LINE)).silent();
    }

    @Override
    public String writeCommand(String command, @Nullable Argument arguments) throws IOException, ProtocolException {
        responses().begin();
        return super.writeCommand(command, arguments);
    }

    /** From now on the server may send what a large mailbox needs. */
    void trust(Bounds bounds) throws IOException {
        responses().within(bounds);
    }

    /** Waits for at most this long in all reads from now on, and never longer than the settings say in one. */
    void patience(Duration limit) {
        ((Line) props.get(LINE)).allow(limit);
    }

    private static MailLogger silence() {
        return new MailLogger(SILENT.getName(), "imap", false, System.out);
    }
}
