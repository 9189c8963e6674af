package org.mailback.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A line to a server, whatever is spoken on it: it can be cut, and it can stand still as behind a router that lost its mind. */
public final class TcpLine implements AutoCloseable {

    private enum State {
        FLOWING,
        STILL,
        CUT
    }

    private final int upstream;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private State state = State.FLOWING;
    private volatile Duration delay = Duration.ZERO;

    private TcpLine(int upstream) throws IOException {
        this.upstream = upstream;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ImapProxy.daemon("tcp-line", this::accept);
    }

    /** To a port of this machine. */
    public static TcpLine to(int port) {
        try {
            return new TcpLine(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Every connection ends, and no new one comes through. */
    public void cut() {
        set(State.CUT);
        open.forEach(ImapProxy::closeQuietly);
    }

    /** Connections stay and new ones are taken, but nothing moves; what was sent arrives when it flows again. */
    public void standStill() {
        set(State.STILL);
    }

    public void flow() {
        set(State.FLOWING);
    }

    /** Everything that the server says from now on arrives so much later, however much of it there is. */
    public void delay(Duration value) {
        delay = value;
    }

    private synchronized void set(State value) {
        state = value;
        notifyAll();
    }

    private synchronized State awaitMoving() throws InterruptedException {
        while (state == State.STILL) {
            wait();
        }
        return state;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                ImapProxy.daemon("tcp-line-opens", () -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try {
            if (awaitMoving() == State.CUT) {
                end(client);
                return;
            }
            var server = new Socket(InetAddress.getLoopbackAddress(), upstream);
            open.add(server);
            ImapProxy.daemon("tcp-line-down", () -> pump(server, client, new Late(client)));
            pump(client, server, null);
        } catch (IOException | InterruptedException gone) {
            end(client);
        }
    }

    private void pump(Socket from, Socket to, @Nullable Late late) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            var buffer = new byte[16_384];
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                awaitMoving();
                if (late == null || !late.takes(buffer, count)) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException | InterruptedException gone) {
            // Both ends are closed below.
        } finally {
            end(from);
            end(to);
        }
    }

    /** What is on its way, in order. */
    private final class Late {
        private final Socket to;
        private final LinkedBlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
        private boolean begun;

        private record Chunk(long due, byte[] bytes) {}

        Late(Socket to) {
            this.to = to;
        }

        /** @return whether it sends these; a line that was late once stays so, that nothing is overtaken */
        boolean takes(byte[] buffer, int count) {
            if (!begun && delay.isZero()) {
                return false;
            }
            if (!begun) {
                begun = true;
                ImapProxy.daemon("tcp-line-late", this::send);
            }
            underWay.add(new Chunk(System.nanoTime() + delay.toNanos(), Arrays.copyOf(buffer, count)));
            return true;
        }

        private void send() {
            try {
                while (!to.isClosed()) {
                    var chunk = underWay.take();
                    TimeUnit.NANOSECONDS.sleep(chunk.due() - System.nanoTime());
                    to.getOutputStream().write(chunk.bytes());
                }
            } catch (IOException | InterruptedException gone) {
                end(to);
            }
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        ImapProxy.closeQuietly(socket);
    }

    @Override
    public void close() {
        ImapProxy.closeQuietly(listener);
        cut();
    }
}
