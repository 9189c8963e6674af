package org.mailback.provider.imap;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.util.MailLogger;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.TlsMode;

/** One connection at the level of lines and literals; Angus connects, encrypts, signs in and frames. */
final class Wire extends IMAPProtocol {

    /** Angus would log whole messages at FINEST; this name is switched off whatever the root logger wants. */
    private static final Logger SILENT = Logger.getLogger("org.mailback.provider.imap.wire");

    static {
        SILENT.setLevel(Level.OFF);
    }

    private final KeptSocket socket;
    private final int readTimeout;

    private Wire(AccountAccess access, Properties properties, KeptSocket socket, int readTimeout)
            throws IOException, ProtocolException {
        super("imap", access.host(), access.port(), properties, access.tls() == TlsMode.TLS, silence());
        this.socket = socket;
        this.readTimeout = readTimeout;
    }

    /** Connects as far as the greeting and the capabilities. */
    static Wire connect(AccountAccess access, ImapSettings settings) throws IOException, ProtocolException {
        var socket = new KeptSocket();
        var ssl = settings.trust() == null
                ? (SSLSocketFactory) SSLSocketFactory.getDefault()
                : settings.trust().getSocketFactory();
        var properties = new Properties();
        properties.put("mail.imap.socketFactory", socket.plainFactory());
        properties.put("mail.imap.socketFactory.fallback", "false");
        properties.put("mail.imap.ssl.socketFactory", socket.tlsFactory(ssl));
        properties.put("mail.imap.ssl.checkserveridentity", "true");
        properties.put(
                "mail.imap.connectiontimeout",
                Long.toString(settings.connectTimeout().toMillis()));
        properties.put("mail.imap.timeout", Long.toString(settings.readTimeout().toMillis()));
        return new Wire(access, properties, socket, (int) settings.readTimeout().toMillis());
    }

    /** Fetch responses stay unparsed: Angus gives a whole response up for one odd date in it. */
    @Override
    public Response readResponse() throws IOException, ProtocolException {
        return new IMAPResponse(this);
    }

    /** Waits for at most this long at each read from now on, and never longer than the settings say. */
    void patience(Duration limit) throws IOException {
        socket.get().setSoTimeout((int) Math.max(1, Math.min(limit.toMillis(), readTimeout)));
    }

    private static MailLogger silence() {
        return new MailLogger(SILENT.getName(), "imap", false, System.out);
    }

    /** Angus keeps its socket to itself, but time-outs and TCP_NODELAY (it pipelines badly without) need it. */
    private static final class KeptSocket {
        private volatile Socket socket = new Socket();

        Socket get() {
            return socket;
        }

        Socket keep(Socket fresh) throws IOException {
            fresh.setTcpNoDelay(true);
            socket = fresh;
            return fresh;
        }

        SocketFactoryOf plainFactory() {
            return new SocketFactoryOf(this::keep);
        }

        TlsFactoryOf tlsFactory(SSLSocketFactory delegate) {
            return new TlsFactoryOf(delegate, this::keep);
        }
    }
}
