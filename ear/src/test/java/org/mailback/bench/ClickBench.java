package org.mailback.bench;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.mailback.bench.Figure.Goal;
import org.mailback.rig.ImapClient.Mail;
import org.mailback.rig.ImapProxy;
import org.mailback.rig.ImapSession;
import org.mailback.server.ApiClient;

/**
 * One click at a time: from its commit, as PostgreSQL dates it, until Dovecot has answered the STORE. The limit is the round
 * trip of a STORE on an open connection through the same proxy, and what may come on top of it.
 */
final class ClickBench implements Benchmark {

    private static final int CLICKS = 500;
    private static final int WARMING = 500;
    private static final int CLIENTS = 4;
    private static final int EACH = 100;
    private static final double MEDIAN_ABOVE = 3;
    private static final double P99_ABOVE = 12;
    private static final String NAME = "click";
    private static final String PASSWORD = "mail password";

    @Override
    public void run(Report report) throws Exception {
        try (var world = new World();
                var proxy = ImapProxy.before(world.dovecot())) {
            world.dovecot().addUser(NAME, PASSWORD);
            world.dovecot()
                    .client(NAME, PASSWORD)
                    .append(
                            "INBOX",
                            IntStream.range(0, CLICKS + WARMING)
                                    .mapToObj(n -> Mail.withId("<m" + n + "@example.org>"))
                                    .toList());
            warmUp(report, world);
            var user = world.newUser(NAME);
            user.connect("click@example.org", proxy.port(), NAME, PASSWORD);
            world.awaitIdle();
            world.execute("create table click (message_id bigint primary key)", """
                    create function clicked() returns trigger language plpgsql as $$
                    begin insert into click values (new.message_id); return null; end $$""", """
                    create trigger clicked after insert on pending_operation_pending
                    for each row execute function clicked()""");
            var ids = world.read(
                    "select m.id from message m join account a on a.id = m.account_id where a.username = ? order by m.uid",
                    row -> row.getLong(1),
                    NAME);
            clicks(world, proxy, user, ids.subList(0, WARMING));
            var ours = clicks(world, proxy, user, ids.subList(WARMING, ids.size()));
            var bare = bare(proxy);
            report.progress("bare STORE: p50 %.2f ms, p99 %.2f ms; commit to OK: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms"
                    .formatted(
                            bare.median(),
                            bare.percentile(99),
                            ours.median(),
                            ours.percentile(90),
                            ours.percentile(99)));
            report.add(above("p50", ours.median(), bare.median(), MEDIAN_ABOVE));
            report.add(above("p99", ours.percentile(99), bare.percentile(99), P99_ABOVE));
        }
    }

    private static void warmUp(Report report, World world) throws Exception {
        var mailboxes = new ClickedMailboxes(world, world.dovecot().port(), "warm");
        var messages = mailboxes.connect(CLIENTS, EACH);
        var clients = new ArrayList<Clicks>();
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Clicks(world, "warm");
            client.on(messages.subList(i * EACH, (i + 1) * EACH));
            clients.add(client);
        }
        WarmUp.by(report, clients);
        mailboxes.awaitProvider();
    }

    private static Figure above(String which, double ours, double bare, double allowed) {
        return new Figure(
                "commit of a click to the server's OK, " + which + ", above a bare STORE",
                ours - bare,
                "ms",
                "so much above the %s ms of a bare STORE".formatted(Figure.number(bare)),
                allowed,
                Goal.atMost(1));
    }

    private static Times clicks(World world, ImapProxy proxy, ApiClient user, List<Long> ids) throws Exception {
        var answered = new ConcurrentLinkedQueue<Instant>();
        proxy.watch(new ImapProxy.Watch() {
            @Override
            public void answered(String command) {
                if (command.startsWith("UID STORE")) {
                    answered.add(Instant.now());
                }
            }
        });
        var times = new ArrayList<Double>();
        for (var id : ids) {
            answered.clear();
            user.post("/api/messages/" + id + "/mark-read").expect(200);
            while (answered.isEmpty()) {
                Thread.sleep(1);
            }
            world.awaitIdle();
            var committed = world.read(
                            "select pg_xact_commit_timestamp(xmin) from click where message_id = ?",
                            row -> row.getObject(1, Timestamp.class),
                            id)
                    .get(0)
                    .toInstant();
            times.add(Duration.between(committed, answered.peek()).toNanos() / 1e6);
        }
        return Times.of(times);
    }

    private static Times bare(ImapProxy proxy) throws IOException {
        var session = new ImapSession(proxy.host(), proxy.port(), NAME, PASSWORD);
        try {
            session.run("SELECT INBOX");
            var times = new ArrayList<Double>();
            for (int uid = 1; uid <= CLICKS + WARMING; uid++) {
                long begin = System.nanoTime();
                session.run("UID STORE " + uid + " -FLAGS.SILENT (\\Seen)");
                if (uid > WARMING) {
                    times.add((System.nanoTime() - begin) / 1e6);
                }
            }
            return Times.of(times);
        } finally {
            session.close();
        }
    }
}
