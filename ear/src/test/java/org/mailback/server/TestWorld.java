package org.mailback.server;

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

    private static PostgresServer postgres;

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

    static Path wildflyHome() {
        var home = System.getProperty(HOME);
        if (home == null) {
            throw new IllegalStateException("The system property " + HOME + " names the WildFly that Maven configured");
        }
        return Path.of(home);
    }

    /** {@code target/}, where logs and the servers' own folders go. */
    static Path target() {
        return wildflyHome().getParent();
    }

    /** What every server of the tests is told, over its database. */
    static Map<String, String> settings(PostgresServer.Database database, int httpPort, int managementPort) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("mailback.db.url", database.url());
        settings.put("mailback.db.user", database.user());
        settings.put("mailback.db.password", database.password());
        settings.put("mailback.admin.password", "mailback");
        settings.put("mailback.secret.key", "test:" + Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("jboss.http.port", String.valueOf(httpPort));
        settings.put("jboss.management.http.port", String.valueOf(managementPort));
        settings.put("jboss.bind.address", "127.0.0.1");
        settings.put("java.net.preferIPv4Stack", "true");
        return settings;
    }

    private static synchronized void prepare() {
        if (System.getProperty("mailback.test.server-options") != null) {
            return;
        }
        var ports = FreePorts.take(2);
        var options = settings(postgres().createDatabase("arquillian"), ports.get(0), ports.get(1)).entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" ", "-Xmx768m -XX:+UseSerialGC ", ""));
        System.setProperty("mailback.test.server-options", options);
        System.setProperty("mailback.test.management-port", String.valueOf(ports.get(1)));
        System.setProperty(
                "mailback.test.server-arguments",
                "-Djboss.server.base.dir=" + ServerFolder.create("arquillian").root());
    }
}
