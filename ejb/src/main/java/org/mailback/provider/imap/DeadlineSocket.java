package org.mailback.provider.imap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A socket whose reads keep one deadline together: a time-out of single reads lets a server that sends an octet now and then
 * keep a thread for ever. It lies below TLS, so a handshake keeps the deadline as well.
 */
final class DeadlineSocket extends Socket {

    private final Socket socket;
    private final long longestSilence;
    private volatile long deadline;

    /** An octet that {@link #silent} has come upon, to be read first; -1 if there is none. */
    private int early = -1;

    /** @param longestSilence for a single read */
    DeadlineSocket(Socket socket, Duration longestSilence, Duration time) {
        this.socket = socket;
        this.longestSilence = longestSilence.toMillis();
        deadline = System.nanoTime() + time.toNanos();
    }

    /** All reads from now on end by then. */
    void allow(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    /** Whether there is nothing to read, neither an octet nor the end; without waiting, as no time-out of a read can be. */
    boolean silent() throws IOException {
        var channel = socket.getChannel();
        if (early >= 0 || channel == null) {
            return false;
        }
        var octet = ByteBuffer.allocate(1);
        channel.configureBlocking(false);
        try {
            int count = channel.read(octet);
            early = count > 0 ? Byte.toUnsignedInt(octet.get(0)) : -1;
            return count == 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    private int patience() throws SocketTimeoutException {
        var left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        return (int) Math.min(left, longestSilence);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(socket.getInputStream()) {
            @Override
            public int read() throws IOException {
                if (early >= 0) {
                    return takeEarly();
                }
                socket.setSoTimeout(patience());
                return super.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (early >= 0 && length > 0) {
                    target[offset] = (byte) takeEarly();
                    return 1;
                }
                socket.setSoTimeout(patience());
                return super.read(target, offset, length);
            }

            @Override
            public int available() throws IOException {
                return super.available() + (early >= 0 ? 1 : 0);
            }

            private int takeEarly() {
                int octet = early;
                early = -1;
                return octet;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void connect(SocketAddress address) throws IOException {
        socket.connect(address);
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        socket.connect(address, timeout);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Reads follow the deadline, whatever Angus and TLS want. */
    @Override
    public void setSoTimeout(int timeout) {}

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        socket.setTcpNoDelay(on);
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }
}
