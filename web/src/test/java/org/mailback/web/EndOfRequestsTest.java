package org.mailback.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndOfRequestsTest {

    /** Whether each connection was made ready for its next request by its I/O thread. */
    private final BlockingQueue<Boolean> byIoThread = new LinkedBlockingQueue<>();

    @SuppressWarnings("serial")
    private static final class Hello extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().write(request.getInputStream().readAllBytes());
        }
    }

    /** Found by the server as any extension that an application brings. */
    @Test
    void a_kept_connection_is_made_ready_for_the_next_request_by_its_io_thread() throws Exception {
        var deployment = Servlets.defaultContainer()
                .addDeployment(Servlets.deployment()
                        .setClassLoader(getClass().getClassLoader())
                        .setDeploymentName("test")
                        .setContextPath("/")
                        .addServlet(Servlets.servlet(Hello.class).addMapping("/*")));
        deployment.deploy();
        var server = Undertow.builder()
                .addHttpListener(0, "localhost", watched(deployment.start()))
                .build();
        server.start();
        try {
            var address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
            var client = HttpClient.newHttpClient();
            for (int i = 0; i < 3; i++) {
                var request = HttpRequest.newBuilder(URI.create("http://localhost:" + address.getPort()))
                        .POST(HttpRequest.BodyPublishers.ofString("hello " + i))
                        .build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .isEqualTo("hello " + i);
                assertThat(byIoThread.poll(10, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            server.stop();
            deployment.stop();
            deployment.undeploy();
        }
    }

    private HttpHandler watched(HttpHandler handler) {
        return exchange -> {
            exchange.addExchangeCompleteListener((done, rest) -> {
                byIoThread.add(done.isInIoThread());
                rest.proceed();
            });
            handler.handleRequest(exchange);
        };
    }
}
