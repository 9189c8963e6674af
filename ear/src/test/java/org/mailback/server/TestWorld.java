package org.mailback.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.mailback.rig.PostgresServer;

/**
 * What must stand before Arquillian starts its server: one PostgreSQL for all tests of this JVM, free ports, settings.
 * It ends with the JVM and not with the session, because a launcher may open a session for every request.
 */
public final class TestWorld implements LauncherSessionListener {

    private static final String HOME = "wildfly.home";

    /** The first administrator of every server of the tests is {@code admin} with this password. */
    public static final String ADMIN_PASSWORD = "in-tests-only";

    /** What takes minutes in production takes parts of a second; a fetch happens only where a test asks for it. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "mailback.operation.backoff", "PT0.2S",
            "mailback.operation.backoff-max", "PT1S",
            "mailback.lane.backoff", "PT0.3S",
            "mailback.lane.backoff-max", "PT1S",
            "mailback.imap.read-timeout", "PT8S",
            "mailback.events.beat", "PT2S",
            "mailback.sync.timer", "PT0.3S",
            "mailback.sync.interval", "PT1H");

    private static PostgresServer postgres;
    private static URI url;
    private static PostgresServer.Database database;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty(HOME) != null) {
            prepare();
        }
    }

    /** Tests create databases of their own here; the one named {@code arquillian} belongs to Arquillian's server. */
    public static synchronized PostgresServer postgres() {
        if (postgres == null) {
            postgres = PostgresServer.start();
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        }
        return postgres;
    }

    /** Where Arquillian's server listens; ends with a slash. */
    public static URI url() {
        return url;
    }

    /** The database of Arquillian's server. */
    public static PostgresServer.Database database() {
        return database;
    }

    static Path wildflyHome() {
        var home = System.getProperty(HOME);
        if (home == null) {
            throw new IllegalStateException("The system property " + HOME + " names the WildFly that Maven configured");
        }
        return Path.of(home);
    }

    /** {@code target/}, where logs and the servers' own folders go. */
    public static Path target() {
        return wildflyHome().getParent();
    }

    /** What seals the passwords at every server of the tests. */
    public static String secretKey() {
        return "test:" + Base64.getEncoder().encodeToString(new byte[32]);
    }

    /** What every server of the tests is told, over its database. */
    static Map<String, String> settings(PostgresServer.Database database, int httpPort, int managementPort) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("mailback.db.url", database.url());
        settings.put("mailback.db.user", database.user());
        settings.put("mailback.db.password", database.password());
        settings.put("mailback.secret.key", secretKey());
        settings.put("mailback.admin.password", ADMIN_PASSWORD);
        settings.putAll(IMPATIENT);
        settings.put("jboss.http.port", String.valueOf(httpPort));
        settings.put("jboss.management.http.port", String.valueOf(managementPort));
        settings.put("jboss.bind.address", "127.0.0.1");
        settings.put("java.net.preferIPv4Stack", "true");
        // WildFly itself gives up a start after 300 s, which a crowded machine may need.
        settings.put("jboss.as.management.blocking.timeout", "900");
        return settings;
    }

    private static synchronized void prepare() {
        if (System.getProperty("mailback.test.server-options") != null) {
            return;
        }
        var ports = FreePorts.take(2);
        url = URI.create("http://127.0.0.1:" + ports.get(0) + "/");
        database = postgres().createDatabase("arquillian");
        var options = settings(database, ports.get(0), ports.get(1)).entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" ", "-Xmx768m -XX:+UseSerialGC ", ""));
        System.setProperty("mailback.test.server-options", options);
        System.setProperty("mailback.test.management-port", String.valueOf(ports.get(1)));
        System.setProperty(
                "mailback.test.server-arguments",
                "-Djboss.server.base.dir=" + ServerFolder.create("arquillian").root());
    }
}
