package org.mailback.bench;

import jakarta.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.mailback.bench.Figure.Goal;
import org.mailback.rig.ImapClient.Mail;
import org.mailback.rig.ImapSession;
import org.mailback.rig.TcpLine;
import org.mailback.server.ApiClient;

/**
 * Two hundred accounts with fifty operations each, over a line with some latency. With latency the limit is arithmetic: one
 * round trip an account on the connection that is kept, shared among the workers. Without, that would be nothing: then it is
 * what as many threads need for the same commands on open connections, and one update of each table behind them.
 */
final class WideBench implements Benchmark {

    private static final int ACCOUNTS = 200;
    private static final int MESSAGES = 50;
    private static final int WORKERS = 16;
    private static final int ROUNDS = 3;

    /** Two drains each, hence 20,000 turns on an account, after which the JVM has compiled what a turn needs. */
    private static final int WARMING = 50;

    private static final int SLOW = 100;
    private static final int SIGN_INS = 8;
    private static final String USER = "wide";
    private static final String PASSWORD = "mail password";

    @Override
    public void run(Report report) throws Exception {
        try (var world = new World();
                var line = TcpLine.to(world.dovecot().port())) {
            var user = world.newUser(USER);
            connect(world, user, line);
            var ids = world.read("select id from message", row -> row.getLong(1));
            var users = List.of(user);
            WarmUp.by(
                    report,
                    WARMING,
                    () -> drain(world, users, ids, "mark-read") + drain(world, users, ids, "mark-unread"));
            double alone = 0;
            for (int latency : List.of(0, 20, SLOW)) {
                line.delay(Duration.ofMillis(latency));
                alone = measure(report, world, users, ids, latency);
            }
            var second = world.addNode(options -> {});
            twoNodes(report, world, List.of(user, ApiClient.signedIn(second.url(), USER)), ids, alone);
        }
    }

    private static void connect(World world, ApiClient user, TcpLine line) {
        for (int number = 0; number < ACCOUNTS; number++) {
            var name = USER + number;
            world.dovecot().addUser(name, PASSWORD);
            world.dovecot()
                    .client(name, PASSWORD)
                    .append(
                            "INBOX",
                            IntStream.range(0, MESSAGES)
                                    .mapToObj(n -> Mail.withId("<m" + n + "." + name + "@example.org>"))
                                    .toList());
            user.connect(name + "@example.org", line.port(), name, PASSWORD);
        }
        world.awaitIdle();
    }

    /** @return operations a second */
    private static double measure(Report report, World world, List<ApiClient> users, List<Long> ids, int latency)
            throws Exception {
        var measured = new ArrayList<Double>();
        var limits = new ArrayList<Double>();
        for (int round = 0; round <= ROUNDS; round++) {
            boolean read = latency == 0 || round % 2 == 0;
            double own = drain(world, users, ids, read ? "mark-read" : "mark-unread");
            double bound =
                    latency > 0 ? (double) ACCOUNTS * latency / WORKERS : rawMarkUnread(world, users.get(0), ids);
            report.progress("%d ms: %.0f ms, limit %.0f ms".formatted(latency, own, bound));
            if (round > 0) {
                measured.add(own);
                limits.add(bound);
            }
        }
        report.add(new Figure(
                "drain of 200 accounts × 50, %d ms round trip".formatted(latency),
                ACCOUNTS * MESSAGES / Times.of(measured).median() * 1000,
                "/s",
                latency > 0 ? "200 round trips ÷ 16 workers" : "200 raw STOREs by 16 threads + updates",
                ACCOUNTS * MESSAGES / Times.of(limits).median() * 1000,
                Goal.atLeast(0.7)));
        return ACCOUNTS * MESSAGES / Times.of(measured).median() * 1000;
    }

    /**
     * Half of the clicks come to each, as a balancer would have it. At first each account has to be signed in at the second node
     * as well, whenever that happens to take it.
     */
    private static void twoNodes(Report report, World world, List<ApiClient> users, List<Long> ids, double alone)
            throws Exception {
        var measured = new ArrayList<Double>();
        for (int pair = 0; pair < SIGN_INS; pair++) {
            drain(world, users, ids, "mark-read");
            drain(world, users, ids, "mark-unread");
        }
        for (int round = 0; round < 2 * ROUNDS; round++) {
            double own = drain(world, users, ids, round % 2 == 0 ? "mark-read" : "mark-unread");
            report.progress("two nodes, %d ms: %.0f ms".formatted(SLOW, own));
            measured.add(own);
        }
        report.add(new Figure(
                "the same with two nodes, %d ms round trip".formatted(SLOW),
                ACCOUNTS * MESSAGES / Times.of(measured).median() * 1000,
                "/s",
                "one node",
                alone,
                Goal.atLeast(1.5)));
    }

    /** All at once, each node its share. */
    private static double drain(World world, List<ApiClient> users, List<Long> ids, String action) throws Exception {
        int share = ids.size() / users.size();
        return world.drained(() -> IntStream.range(0, users.size())
                .parallel()
                .forEach(node -> act(users.get(node), ids.subList(node * share, (node + 1) * share), action)));
    }

    private static void act(ApiClient user, List<Long> ids, String action) {
        var body = Json.createObjectBuilder().add("action", action).add("ids", Json.createArrayBuilder(ids));
        user.post("/api/messages/bulk", body.build().toString()).expect(200);
    }

    /** What was marked as read, with nothing around the commands and the updates; the lanes rest meanwhile. */
    private static double rawMarkUnread(World world, ApiClient user, List<Long> ids) throws Exception {
        world.execute(PlainSettling.AT_REST);
        act(user, ids, "mark-unread");
        var pool = Executors.newFixedThreadPool(WORKERS);
        var sessions = new ArrayList<ImapSession>();
        try (var settling = new PlainSettling(world)) {
            for (int number = 0; number < ACCOUNTS; number++) {
                sessions.add(open(world, USER + number));
            }
            var tasks = sessions.stream()
                    .map(session -> (Callable<Object>) () -> session.run("UID STORE 1:* -FLAGS.SILENT (\\Seen)"))
                    .toList();
            return Times.of(() -> {
                for (var done : pool.invokeAll(tasks)) {
                    done.get();
                }
                settling.settle("update message set server_seen = false", "true");
            });
        } finally {
            pool.shutdown();
            sessions.forEach(ImapSession::close);
            world.execute("update account_lane set lease_owner = null, due_at = sync_due_at");
        }
    }

    private static ImapSession open(World world, String name) throws IOException {
        var session = new ImapSession("127.0.0.1", world.dovecot().port(), name, PASSWORD);
        session.run("SELECT INBOX");
        return session;
    }
}
