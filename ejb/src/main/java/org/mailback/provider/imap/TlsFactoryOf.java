package org.mailback.provider.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/** TLS sockets of another factory, whose plain socket somebody gets to see. */
final class TlsFactoryOf extends SSLSocketFactory {

    private final SSLSocketFactory delegate;
    private final SocketFactoryOf.Witness witness;

    TlsFactoryOf(SSLSocketFactory delegate, SocketFactoryOf.Witness witness) {
        this.delegate = delegate;
        this.witness = witness;
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        return delegate.createSocket(witness.seen(plain), host, port, autoClose);
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
        return witness.seen(delegate.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return witness.seen(delegate.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return witness.seen(delegate.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return witness.seen(delegate.createSocket(host, port, local, localPort));
    }
}
