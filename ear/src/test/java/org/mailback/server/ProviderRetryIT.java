package org.mailback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.MailProvider;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.TlsMode;

/** The provider's interceptors fire inside the EAR: what was certainly not sent is retried at once, an answer never is. */
@ExtendWith(ArquillianExtension.class)
class ProviderRetryIT {

    @Inject
    private MailProvider provider;

    @Deployment
    static EnterpriseArchive mailback() {
        return MailbackDeployment.with(ProviderRetryIT.class, ProviderRetryIT.Greeter.class);
    }

    @Test
    void a_server_that_hangs_up_is_tried_three_times() throws IOException {
        try (var server = new Greeter("")) {
            assertThatThrownBy(() -> provider.folders(server.access())).isInstanceOf(ProviderFailure.NotSent.class);
            assertThat(server.connections.get()).isEqualTo(3);
        }
    }

    @Test
    void a_server_that_asks_for_patience_is_not_tried_again() throws IOException {
        try (var server = new Greeter("* BYE Too many connections\r\n")) {
            assertThatThrownBy(() -> provider.folders(server.access())).isInstanceOf(ProviderFailure.Throttled.class);
            assertThat(server.connections.get()).isEqualTo(1);
        }
    }

    /** Says one thing to everybody and hangs up. */
    static final class Greeter implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();

        Greeter(String greeting) throws IOException {
            var thread = new Thread(() -> greet(greeting), "greeter");
            thread.setDaemon(true);
            thread.start();
        }

        AccountAccess access() {
            return new AccountAccess(
                    0, socket.getInetAddress().getHostAddress(), socket.getLocalPort(), TlsMode.NONE, "anna", "secret");
        }

        private void greet(String greeting) {
            while (!socket.isClosed()) {
                try (var client = socket.accept()) {
                    connections.incrementAndGet();
                    client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
