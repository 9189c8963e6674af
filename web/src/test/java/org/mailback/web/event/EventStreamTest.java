package org.mailback.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.event.Scope;
import org.mailback.web.session.SignedIn;

class EventStreamTest {

    private final Socket socket = new Socket();
    private final List<String> calls = new ArrayList<>();
    private final List<EventStream> closed = new ArrayList<>();
    private final EventStream stream = new EventStream(
            new Listener(new SignedIn(1, "alice", "user", "mark", Instant.EPOCH), "session", new Scope(1, false)),
            (AsyncContext) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                        calls.add(method.getName());
                        return null;
                    }),
            socket,
            new OpenStreams() {
                @Override
                void closed(EventStream ended) {
                    closed.add(ended);
                }
            });

    /** Takes so many writes, then none until the container would call again. */
    private static final class Socket extends ServletOutputStream {
        private final StringBuilder text = new StringBuilder();
        private int room = Integer.MAX_VALUE;
        private int flushes;
        private boolean broken;

        @Override
        public boolean isReady() {
            return room > 0;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(byte[] octets) throws IOException {
            if (broken) {
                throw new IOException("Broken pipe");
            }
            assertThat(room).as("written only while ready").isPositive();
            room--;
            text.append(new String(octets, StandardCharsets.UTF_8));
        }

        @Override
        public void write(int octet) {
            throw new AssertionError("octet by octet");
        }

        @Override
        public void flush() {
            assertThat(room).as("flushed only while ready").isPositive();
            flushes++;
        }
    }

    @BeforeEach
    void begin() {
        stream.start();
    }

    private void offer(String frame) {
        stream.offer(frame.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nothing_is_written_before_the_container_allows_it() {
        offer("a");
        stream.flush();
        assertThat(socket.text).isEmpty();
        stream.onWritePossible();
        assertThat(socket.text).hasToString("retry: 3000\n\na");
        assertThat(socket.flushes).isEqualTo(1);
    }

    @Test
    void what_the_socket_does_not_take_waits_in_order() {
        stream.onWritePossible();
        socket.room = 1;
        offer("a");
        offer("b");
        stream.flush();
        offer("c");
        stream.flush();
        assertThat(socket.text).hasToString("retry: 3000\n\na");
        socket.room = 100;
        stream.onWritePossible();
        assertThat(socket.text).hasToString("retry: 3000\n\nabc");
        assertThat(closed).isEmpty();
    }

    @Test
    void a_reader_that_is_too_slow_is_cut_off_once() {
        stream.onWritePossible();
        socket.room = 0;
        for (int i = 0; i < 1_000; i++) {
            offer("x");
        }
        stream.flush();
        assertThat(closed).isEmpty();
        offer("one too many");
        stream.flush();
        stream.flush();
        assertThat(closed).containsExactly(stream);
        assertThat(calls).containsExactly("complete");
    }

    @Test
    void a_long_catching_up_before_the_first_write_is_no_slowness() {
        for (int i = 0; i < 5_000; i++) {
            offer("x");
        }
        stream.flush();
        stream.onWritePossible();
        assertThat(closed).isEmpty();
        assertThat(socket.text).hasSize("retry: 3000\n\n".length() + 5_000);
    }

    @Test
    void a_browser_that_has_gone_ends_the_stream() {
        stream.onWritePossible();
        socket.broken = true;
        offer("a");
        stream.flush();
        stream.onError(new IOException("and again"));
        assertThat(closed).containsExactly(stream);
        assertThat(calls).containsExactly("complete");
    }

    @Test
    void the_last_frame_says_when_to_come_back() {
        stream.onWritePossible();
        socket.room = 0;
        offer("a");
        stream.finish();
        stream.finish();
        assertThat(closed).as("what waits goes first").isEmpty();
        socket.room = 100;
        stream.onWritePossible();
        assertThat(socket.text).hasToString("retry: 3000\n\naretry: 100\n\n");
        assertThat(closed).containsExactly(stream);
    }

    @Test
    void a_stream_is_neither_stuck_nor_quiet_when_it_has_just_begun() {
        assertThat(stream.isStuck()).isFalse();
        assertThat(stream.isQuietFor(Duration.ZERO)).isFalse();
        stream.onWritePossible();
        assertThat(stream.isQuietFor(Duration.ZERO)).isTrue();
        assertThat(stream.isQuietFor(Duration.ofHours(1))).isFalse();
        assertThat(stream.isOlderThan(Duration.ofHours(1))).isFalse();
    }
}
