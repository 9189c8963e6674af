package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlineSocketTest {

    private ServerSocket server;
    private Socket other;
    private DeadlineSocket socket;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var below = SocketChannel.open().socket();
        socket = new DeadlineSocket(below, Duration.ofSeconds(5), Duration.ofSeconds(5));
        socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        other = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        other.close();
        server.close();
    }

    @Test
    void what_has_not_come_yet_is_silence() throws IOException {
        assertThat(socket.silent()).isTrue();

        say("late");

        assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("late");
        assertThat(socket.silent()).isTrue();
    }

    @Test
    void what_came_is_not_lost_by_looking() throws IOException {
        say("* BYE");
        await().until(() -> !socket.silent());

        assertThat(socket.silent()).isFalse();
        assertThat(socket.getInputStream().available()).isEqualTo(5);
        assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("* BYE");
        assertThat(socket.silent()).isTrue();
    }

    @Test
    void what_came_is_read_octet_by_octet_too() throws IOException {
        say("ab");
        await().until(() -> !socket.silent());

        var in = socket.getInputStream();

        assertThat(in.read()).isEqualTo('a');
        assertThat(in.read()).isEqualTo('b');
    }

    @Test
    void the_end_is_no_silence() throws IOException {
        other.close();

        await().until(() -> !socket.silent());
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    private void say(String text) throws IOException {
        other.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
