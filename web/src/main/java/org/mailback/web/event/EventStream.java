package org.mailback.web.event;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;
import org.mailback.event.Reader;

/**
 * One browser's open response. Frames are kept until the socket takes them; a reader that is too slow is cut off, comes back,
 * and gets what it missed from the hub. Nothing here waits, and the hub is never called while this is locked.
 */
final class EventStream implements Reader, WriteListener {

    private static final Logger LOG = Logger.getLogger(EventStream.class);

    private static final int MOST_FRAMES = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] COME_BACK_LATER = bytes("retry: 3000\n\n");
    private static final byte[] COME_BACK_AT_ONCE = bytes("retry: 100\n\n");

    private final Listener listener;
    private final AsyncContext async;
    private final ServletOutputStream output;
    private final OpenStreams streams;
    private final long openedAt = System.nanoTime();

    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long waitingSince = openedAt;
    private long wroteAt = openedAt;
    private boolean started;
    private boolean unflushed;
    private boolean last;
    private boolean ended;

    EventStream(Listener listener, AsyncContext async, ServletOutputStream output, OpenStreams streams) {
        this.listener = listener;
        this.async = async;
        this.output = output;
        this.streams = streams;
        waiting.add(COME_BACK_LATER);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Listener listener() {
        return listener;
    }

    /** From here on the container calls. */
    void start() {
        output.setWriteListener(this);
    }

    @Override
    public synchronized void offer(byte[] frame) {
        if (waiting.isEmpty()) {
            waitingSince = System.nanoTime();
        }
        waiting.add(frame);
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            started = true;
        }
        flush();
    }

    @Override
    public void flush() {
        boolean over;
        synchronized (this) {
            over = ended || !write() || (last && waiting.isEmpty() && !unflushed);
        }
        if (over) {
            end();
        }
    }

    /** @return whether there still is somebody who reads */
    private boolean write() {
        try {
            while (started && output.isReady()) {
                if (!waiting.isEmpty()) {
                    var frame = waiting.remove();
                    output.write(frame);
                    wroteAt = System.nanoTime();
                    waitingSince = wroteAt;
                    unflushed = true;
                    if (frame[0] != ':') {
                        streams.countSent();
                    }
                } else if (unflushed) {
                    unflushed = false;
                    output.flush();
                } else {
                    break;
                }
            }
            return !started || waiting.size() <= MOST_FRAMES;
        } catch (IOException | RuntimeException e) {
            LOG.debugf(
                    "An event stream of user %d ends: %s", listener.signedIn().userId(), e.getMessage());
            return false;
        }
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    /** Nothing was written for so long that a beat is due. */
    synchronized boolean isQuietFor(Duration time) {
        return waiting.isEmpty() && System.nanoTime() - wroteAt >= time.toNanos();
    }

    synchronized boolean isStuck() {
        return !waiting.isEmpty() && System.nanoTime() - waitingSince >= PATIENCE.toNanos();
    }

    boolean isOlderThan(Duration time) {
        return System.nanoTime() - openedAt >= time.toNanos();
    }

    /** Ends after what waits; the browser comes back at once, and finds out whether it still may. */
    void finish() {
        synchronized (this) {
            if (last) {
                return;
            }
            last = true;
            offer(COME_BACK_AT_ONCE);
        }
        flush();
    }

    /** Ends now. */
    void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            waiting.clear();
        }
        streams.closed(this);
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debugf("An event stream had ended already: %s", e.getMessage());
        }
    }
}
