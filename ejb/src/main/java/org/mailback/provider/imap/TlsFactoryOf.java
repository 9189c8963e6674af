package org.mailback.provider.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;

/** TLS sockets of another factory, over plain sockets that are there already. Somebody gets to see both. */
final class TlsFactoryOf extends SSLSocketFactory {

    private final SSLSocketFactory delegate;
    private final SocketFactoryOf.Witness below;
    private final SocketFactoryOf.Witness above;

    TlsFactoryOf(SSLSocketFactory delegate, SocketFactoryOf.Witness below, SocketFactoryOf.Witness above) {
        this.delegate = delegate;
        this.below = below;
        this.above = above;
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        return above.seen(delegate.createSocket(below.seen(plain), host, port, autoClose));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return delegate.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return delegate.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unseen();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw unseen();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unseen();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw unseen();
    }

    private static SocketException unseen() {
        return new SocketException("TLS only over a socket that keeps a deadline");
    }
}
