package org.mailback.provider.imap;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The way to one server, from the socket up to its responses, with or without TLS. Angus keeps its socket to itself, but
 * deadlines, bounds and TCP_NODELAY (it pipelines badly without) need it.
 */
final class Line {

    private final ImapSettings settings;
    private @Nullable DeadlineSocket below;
    private @Nullable Socket top;
    private @Nullable BoundedResponses responses;

    Line(ImapSettings settings) {
        this.settings = settings;
    }

    SocketFactory plainFactory() {
        return new SocketFactoryOf(this::plain);
    }

    /** Of sockets whose octets are encrypted and pass this line. */
    SSLSocketFactory tlsFactory(SSLSocketFactory delegate) {
        return new TlsFactoryOf(delegate, this::plain, this::onTop);
    }

    private Socket plain(Socket fresh) throws IOException {
        if (fresh == below) {
            return fresh; // STARTTLS
        }
        fresh.setTcpNoDelay(true);
        below = new DeadlineSocket(fresh, settings.readTimeout(), settings.callLimit());
        return onTop(below);
    }

    private Socket onTop(Socket socket) {
        top = socket;
        responses = null; // what was said before STARTTLS does not count after it (RFC 9051, 11.1)
        return socket;
    }

    /** What the server says; as a stranger it may not say much. */
    BoundedResponses responses() throws IOException {
        if (responses == null) {
            if (top == null) {
                throw new IOException("not connected");
            }
            responses = new BoundedResponses(top.getInputStream(), Bounds.STRANGER);
        }
        return responses;
    }

    /** Whether the server has said nothing that is not read yet, and has not hung up. */
    boolean silent() throws IOException {
        return below != null && below.silent();
    }

    /** Its reads from now on take so long all together, and none of them longer than the settings say. */
    void allow(Duration time) {
        if (below != null) {
            below.allow(time);
        }
    }
}
