package org.mailback.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.demo.DemoSettings.Database;
import org.mailback.demo.DemoSettings.Imap;

/**
 * Starts a whole Mailback on this machine and keeps it running until Ctrl-C, the word {@code quit} or the end of WildFly.
 * Everything that must survive is in one directory; a second demo in the same directory is refused.
 */
public final class Demo {

    static final String PASSWORD = "mailback";
    private static final int MANAGEMENT_PORT = 9_990;
    private static final Logger CHATTY = Logger.getLogger("io.zonky");

    private final DemoSettings settings;
    private final DemoOutput output;
    private final Running running;

    private Demo(DemoSettings settings, DemoOutput output) {
        this.settings = settings;
        this.output = output;
        this.running = new Running(output);
    }

    public static void main(String[] arguments) throws InterruptedException {
        CHATTY.setLevel(Level.WARNING);
        var output = new DemoOutput(System.out);
        try {
            new Demo(DemoSettings.from(System.getenv()), output).run();
        } catch (DemoProblem problem) {
            output.problem(problem.getMessage());
            System.exit(1);
        }
    }

    private void run() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "demo-stop"));
        try {
            start();
            running.awaitEnd();
        } finally {
            running.stop();
        }
    }

    private void start() throws InterruptedException {
        var directory = running.add("", DemoDirectory.open(settings.directory()));
        var port = httpPort();
        // Not the common pool: its threads do not know the class loader that Maven made for the demo.
        var mailStarting = CompletableFuture.supplyAsync(
                () -> settings.embeddedMail() ? startMail(directory) : null,
                task -> new Thread(task, "demo-mail").start());
        var database = settings.database() != null ? settings.database() : startDatabase(directory);
        var mail = await(mailStarting);
        var nodes = startNodes(directory, port, environment(directory, database));
        var address = nodes.get(0).place().address();
        createUsers(address);
        connectAccounts(address, mail);
        running.add("", new DemoConsole(output, running, mail, nodes, directory).start());
        introduce(directory, nodes, mail);
        output.line("Mailback is ready: " + address);
    }

    private List<DemoNode> startNodes(DemoDirectory directory, int firstPort, Map<String, String> environment)
            throws InterruptedException {
        output.progress(
                settings.nodes() == 1
                        ? "WildFly is starting with the EAR ..."
                        : settings.nodes() + " WildFly nodes are starting with the EAR ...");
        var nodes = new ArrayList<DemoNode>();
        var httpPort = firstPort;
        var managementPort = Processes.freeFrom(MANAGEMENT_PORT);
        for (var number = 1; number <= settings.nodes(); number++) {
            var place = new DemoNode.Place(number, settings.nodes(), httpPort, managementPort);
            var node = new DemoNode(place, directory, environment, output, running::end);
            nodes.add(running.add(place.label(), node));
            node.launch();
            httpPort = Processes.freeFrom(httpPort + 1);
            managementPort = Processes.freeFrom(managementPort + 1);
        }
        for (var node : nodes) {
            node.awaitReady();
        }
        return List.copyOf(nodes);
    }

    private int httpPort() {
        if (Processes.isFree(settings.httpPort())) {
            return settings.httpPort();
        }
        if (settings.httpPortAsked()) {
            throw new DemoProblem("port " + settings.httpPort() + " is in use; set MAILBACK_HTTP_PORT to a free one.");
        }
        var port = Processes.freeFrom(settings.httpPort() + 1);
        output.progress("Port " + settings.httpPort() + " is in use, so Mailback will be on " + port + ".");
        return port;
    }

    private Database startDatabase(DemoDirectory directory) {
        output.progress("PostgreSQL is starting ...");
        var database = running.add(
                "PostgreSQL",
                DemoDatabase.start(directory.resolve("postgres-18"), directory.subdirectory("postgres-binaries")));
        output.progress("PostgreSQL is ready on port " + database.port() + ".");
        return database.access();
    }

    private DemoMail startMail(DemoDirectory directory) {
        output.progress("The mail server is filling its mailboxes ...");
        var mail = running.add(
                "The mail server",
                DemoMail.start(directory.subdirectory("mail"), Processes.freeFrom(settings.embeddedMailPort())));
        output.progress(
                "The mail server is ready with %,d messages on port %d.".formatted(mail.messages(), mail.port()));
        return mail;
    }

    private static <T> T await(CompletableFuture<T> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DemoProblem problem) {
                throw problem;
            }
            throw e;
        }
    }

    /** What whoever started the demo has set wins; the rest is livelier than the defaults, so that things can be watched. */
    private static Map<String, String> environment(DemoDirectory directory, Database database) {
        var environment = new HashMap<String, String>();
        environment.put("MAILBACK_OPERATION_BACKOFF", "PT3S");
        environment.put("MAILBACK_LANE_BACKOFF", "PT1S");
        environment.put("MAILBACK_LANE_BACKOFF_MAX", "PT3S");
        environment.put("MAILBACK_SYNC_INTERVAL", "PT10S");
        environment.put("MAILBACK_ADMIN_PASSWORD", PASSWORD);
        environment.put("MAILBACK_SECRET_KEY", directory.secretKey());
        environment.keySet().removeAll(System.getenv().keySet());
        environment.put("MAILBACK_DB_URL", database.url());
        environment.put("MAILBACK_DB_USER", database.user());
        environment.put("MAILBACK_DB_PASSWORD", database.password());
        return environment;
    }

    private void createUsers(URI address) {
        var administrator = DemoRest.signedIn(address, "admin");
        if (administrator.isEmpty()) {
            output.progress("The user admin has another password, so no users are made.");
        }
        administrator.ifPresent(admin -> DemoMail.USERS.forEach(admin::createUser));
    }

    private void connectAccounts(URI address, @Nullable DemoMail mail) {
        var imap = mail == null ? settings.imap() : new Imap("127.0.0.1", mail.port(), "none", PASSWORD);
        if (imap == null) {
            return;
        }
        for (var user : DemoMail.USERS) {
            var outcome = DemoRest.signedIn(address, user).map(rest -> rest.connect(imap));
            output.progress(outcome.map(user::concat)
                    .orElse(user + " is not there or has another password, so the account stays as it is."));
        }
    }

    private void introduce(DemoDirectory directory, List<DemoNode> nodes, @Nullable DemoMail mail) {
        var address = nodes.get(0).place().address();
        output.line("");
        output.line("  Webmail      " + address);
        output.line("  Sync console " + address.resolve("admin/"));
        nodes.stream()
                .skip(1)
                .map(DemoNode::place)
                .forEach(place -> output.line("  " + place.label() + "       " + place.address()));
        output.line("  Sign in as   alice, bob (users) or admin (administrator), password: " + PASSWORD);
        if (mail != null) {
            output.line("  Mail client  IMAP at 127.0.0.1:" + mail.port() + " without TLS, alice or bob, password: "
                    + PASSWORD);
        }
        nodes.forEach(node -> output.line("  Log          " + node.log()));
        output.line("  Data         " + directory + " (survives a restart; delete it to begin anew)");
        output.line("  Say          " + DemoConsole.HELP);
        output.line("  Without a terminal: echo mail stop > " + directory.resolve("control"));
        output.line("  Stop         Ctrl-C");
        output.line("");
    }
}
