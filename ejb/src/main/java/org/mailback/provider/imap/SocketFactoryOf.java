package org.mailback.provider.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;

/** Plain sockets that somebody gets to see before they are connected. */
final class SocketFactoryOf extends SocketFactory {

    interface Witness {
        Socket seen(Socket socket) throws IOException;
    }

    private final Witness witness;

    SocketFactoryOf(Witness witness) {
        this.witness = witness;
    }

    @Override
    public Socket createSocket() throws IOException {
        return witness.seen(SocketChannel.open().socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return witness.seen(new Socket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return witness.seen(new Socket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return witness.seen(new Socket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return witness.seen(new Socket(host, port, local, localPort));
    }
}
