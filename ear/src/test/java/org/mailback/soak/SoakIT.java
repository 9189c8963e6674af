package org.mailback.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.mailback.rig.DovecotForTests;
import org.mailback.server.TestWorld;

/** Everything at once, for as long as {@code -Dsoak} says; without it this is no test. */
@EnabledIfSystemProperty(named = "soak", matches = "PT.+")
class SoakIT {

    private static final Duration LONG_ENOUGH_TO_TELL = Duration.ofMinutes(8);
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(15);
    private static final int MAILBOXES = 6;

    private final Duration length = Duration.parse(System.getProperty("soak", "PT1M"));
    private final long seed = Long.getLong("soak.seed", 1);
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<Mailbox> mailboxes = new ArrayList<>();
    private volatile boolean over;

    @BeforeAll
    static void needs_dovecot() {
        DovecotForTests.assume();
    }

    @Test
    void nothing_is_lost_doubled_or_flipped_and_nothing_grows() throws Exception {
        try (var cluster = new Cluster()) {
            IntStream.rangeClosed(1, MAILBOXES)
                    .forEach(number -> mailboxes.add(new Mailbox(cluster, "soak" + number, seed + number)));
            mailboxes.forEach(Mailbox::imported);
            var mishaps = new Mishaps(cluster, mailboxes, seed);
            var gauges = new Gauges(cluster, mailboxes);
            run(mishaps, gauges);
            mishaps.heal();
            settle(cluster);
            mailboxes.forEach(mailbox -> problems.addAll(mailbox.problems()));
            problems.addAll(gauges.problems(length.compareTo(LONG_ENOUGH_TO_TELL) >= 0));
            report(mishaps, gauges);
        } finally {
            mailboxes.forEach(Mailbox::close);
        }
        assertThat(problems).isEmpty();
    }

    private void run(Mishaps mishaps, Gauges gauges) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var mailbox : mailboxes) {
            threads.add(repeat("user of " + mailbox.name(), () -> problems.addAll(mailbox.act())));
            threads.add(repeat("other client of " + mailbox.name(), () -> {
                mailbox.other().act();
                Cluster.pause(Duration.ofMillis(300));
            }));
        }
        threads.add(repeat("mishaps", mishaps::next));
        threads.add(repeat("gauges", () -> {
            gauges.look();
            mailboxes.forEach(Mailbox::checkCommands);
            Cluster.pause(length.dividedBy(100).plusSeconds(1));
        }));
        var end = Instant.now().plus(length);
        while (Instant.now().isBefore(end) && problems.isEmpty()) {
            Cluster.pause();
        }
        over = true;
        for (var thread : threads) {
            thread.join();
        }
    }

    private Thread repeat(String name, Runnable work) {
        var thread = new Thread(
                () -> {
                    try {
                        while (!over) {
                            work.run();
                        }
                    } catch (RuntimeException | AssertionError e) {
                        problems.add(name + " ended: " + e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What failed in a mishap is retried by the administrator, until nothing is left. */
    private void settle(Cluster cluster) {
        await("everything is settled")
                .atMost(SETTLED_WITHIN)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    cluster.admin().post("/api/sync/retry", "{\"filter\": {}}").expect(200);
                    return cluster.number(
                                    "select count(*) from pending_operation where status in ('pending', 'failed')")
                            == 0;
                });
        var begin = cluster.read("select now()", row -> row.getTimestamp(1)).get(0);
        mailboxes.forEach(Mailbox::sync);
        await("everything is read again").atMost(SETTLED_WITHIN).until(() -> cluster.number("""
                select count(*) from account a join account_lane l on l.account_id = a.id
                where l.fetched_at is null or l.fetched_at < '%s' or l.lease_owner is not null""".formatted(begin)) == 0);
    }

    private void report(Mishaps mishaps, Gauges gauges) throws IOException {
        var text = """
                Soak of %s, seed %d: %d actions, %d operations, 2 nodes, %d accounts
                Mishaps: %s

                %s
                %s
                """.formatted(
                        length,
                        seed,
                        mailboxes.stream().mapToLong(Mailbox::actions).sum(),
                        mailboxes.stream().mapToLong(Mailbox::queued).sum(),
                        MAILBOXES,
                        mishaps.counts(),
                        gauges.table(),
                        problems.isEmpty() ? "I1 to I5 hold." : String.join("\n", problems));
        System.out.println(text);
        Files.writeString(TestWorld.target().resolve("soak.md"), text);
    }
}
