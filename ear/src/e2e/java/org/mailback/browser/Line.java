package org.mailback.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The line between a window and the server: it can be cut, frozen and restored, and counts what comes through. */
final class Line implements AutoCloseable {

    private final URI server;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();
    private volatile @Nullable ServerSocket listener;
    private volatile @Nullable Thread acceptor;
    private boolean frozen;

    private Line(URI server) {
        this.server = server;
        this.port = listen(0);
    }

    static Line to(URI server) {
        return new Line(server);
    }

    int port() {
        return port;
    }

    /** Octets that the server sent, with all headers, since the last call. */
    long received() {
        return received.getAndSet(0);
    }

    /** Cuts every connection; new ones are refused until {@link #restore()}. */
    void cut() {
        var old = listener;
        listener = null;
        if (old != null) {
            closeQuietly(old);
            awaitEnd(acceptor);
        }
        open.forEach(Line::closeQuietly);
    }

    /** A closed listener still takes connections until the thread that waits for one has noticed. */
    private static void awaitEnd(@Nullable Thread acceptor) {
        try {
            if (acceptor != null) {
                acceptor.join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void restore() {
        if (listener == null) {
            listen(port);
        }
    }

    /** Connections stay, but what the server says waits until {@link #thaw()}: the page is loading. */
    synchronized void freeze() {
        frozen = true;
    }

    synchronized void thaw() {
        frozen = false;
        notifyAll();
    }

    @Override
    public void close() {
        cut();
        thaw();
    }

    private int listen(int wanted) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
            listener = socket;
            acceptor = daemon(() -> accept(socket));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            Socket browser = null;
            try {
                browser = socket.accept();
                connect(browser);
            } catch (IOException refused) {
                if (browser != null) {
                    closeQuietly(browser);
                }
            }
        }
    }

    private void connect(Socket browser) throws IOException {
        var upstream = new Socket(server.getHost(), server.getPort());
        browser.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        open.add(browser);
        open.add(upstream);
        daemon(() -> pass(browser, upstream, false));
        daemon(() -> pass(upstream, browser, true));
    }

    private void pass(Socket from, Socket to, boolean fromServer) {
        var buffer = new byte[16_384];
        try {
            for (var count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                if (fromServer) {
                    awaitThaw();
                    received.addAndGet(count);
                }
                to.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException | InterruptedException cut) {
            // Both ends are closed below, which is all that a cut means.
        } finally {
            open.remove(from);
            open.remove(to);
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private synchronized void awaitThaw() throws InterruptedException {
        while (frozen) {
            wait();
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception alreadyGone) {
            // Closing is all that was wanted.
        }
    }
}
