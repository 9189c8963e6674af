package org.mailback.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody else's server, which wants to know who reads a mail: it counts what it is asked for. */
final class Tracker implements AutoCloseable {

    private static final byte[] PIXEL =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");

    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private Tracker(HttpServer server) {
        this.server = server;
    }

    static Tracker start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            var tracker = new Tracker(server);
            server.createContext("/", exchange -> {
                tracker.asked.add(exchange.getRequestURI() + " from "
                        + exchange.getRequestHeaders().getOrDefault("Referer", List.of("nowhere")));
                exchange.getResponseHeaders().add("Content-Type", "image/gif");
                exchange.sendResponseHeaders(200, PIXEL.length);
                exchange.getResponseBody().write(PIXEL);
                exchange.close();
            });
            server.start();
            return tracker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, without a slash at the end. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Path and referrer of every request so far. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
