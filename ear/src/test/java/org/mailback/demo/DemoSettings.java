package org.mailback.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the environment asks of the demo; the README lists the same names.
 *
 * @param httpPort the port of Mailback; another one is taken if it is busy, unless it was asked for
 * @param nodes how many WildFly nodes share the database
 * @param directory where everything lives that survives a restart
 * @param database an existing PostgreSQL, or null for the embedded one
 * @param imap an existing IMAP server that knows alice and bob, or null
 * @param embeddedMail whether the demo starts its own IMAP server
 */
record DemoSettings(
        int httpPort,
        boolean httpPortAsked,
        int nodes,
        Path directory,
        @Nullable Database database,
        @Nullable Imap imap,
        boolean embeddedMail,
        int embeddedMailPort) {

    static final int HTTP_PORT = 8080;
    static final int MAIL_PORT = 1143;
    static final int MOST_NODES = 5;

    record Database(String url, String user, String password) {}

    record Imap(String host, int port, String tls, String password) {}

    /** @throws DemoProblem naming the variable that is wrong, and how */
    static DemoSettings from(Map<String, String> environment) {
        var values = new Values(environment);
        var imap = values.text("MAILBACK_DEMO_IMAP").orElse("embedded");
        var elsewhere = !Set.of("embedded", "off").contains(imap);
        return new DemoSettings(
                values.port("MAILBACK_HTTP_PORT").orElse(HTTP_PORT),
                values.port("MAILBACK_HTTP_PORT").isPresent(),
                values.text("MAILBACK_DEMO_NODES").map(Values::nodes).orElse(1),
                values.text("MAILBACK_DEMO_DIR")
                        .map(Path::of)
                        .orElse(Path.of(System.getProperty("user.home"), ".mailback-demo"))
                        .toAbsolutePath(),
                values.text("MAILBACK_DB_URL").map(values::database).orElse(null),
                elsewhere ? values.imap(imap) : null,
                imap.equals("embedded"),
                values.port("MAILBACK_DEMO_IMAP_PORT").orElse(MAIL_PORT));
    }

    private record Values(Map<String, String> environment) {

        Optional<String> text(String name) {
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
        }

        Optional<Integer> port(String name) {
            return text(name).map(value -> port(name, value));
        }

        Database database(String url) {
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new DemoProblem("MAILBACK_DB_URL must begin with jdbc:postgresql:, not " + url);
            }
            return new Database(
                    url,
                    text("MAILBACK_DB_USER").orElse("mailback"),
                    text("MAILBACK_DB_PASSWORD").orElse("mailback"));
        }

        Imap imap(String hostAndPort) {
            var colon = hostAndPort.lastIndexOf(':');
            if (colon < 1) {
                throw new DemoProblem("MAILBACK_DEMO_IMAP must be \"off\" or host:port, not " + hostAndPort);
            }
            var tls = text("MAILBACK_DEMO_IMAP_TLS").orElse("none");
            if (!Set.of("none", "starttls", "tls").contains(tls)) {
                throw new DemoProblem("MAILBACK_DEMO_IMAP_TLS must be none, starttls or tls, not " + tls);
            }
            return new Imap(
                    hostAndPort.substring(0, colon),
                    port("MAILBACK_DEMO_IMAP", hostAndPort.substring(colon + 1)),
                    tls,
                    text("MAILBACK_DEMO_IMAP_PASSWORD").orElse(Demo.PASSWORD));
        }

        private static int nodes(String value) {
            if (!value.matches("[1-" + MOST_NODES + "]")) {
                throw new DemoProblem(
                        "MAILBACK_DEMO_NODES must be a number between 1 and " + MOST_NODES + ", not " + value);
            }
            return Integer.parseInt(value);
        }

        private static int port(String name, String value) {
            try {
                var port = Integer.parseInt(value);
                if (port >= 1 && port <= 65_535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // falls through to the same message
            }
            throw new DemoProblem(name + " must be a port between 1 and 65535, not " + value);
        }
    }
}
