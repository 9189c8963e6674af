package org.mailback.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.mailback.server.ApiClient;

/** What an account costs whose connection to its mail server is open and idle. */
final class MemoryBench implements Benchmark {

    private static final int ACCOUNTS = 2_000;
    private static final int BEFORE = 100;
    private static final double MEGA = 1e6;

    @Override
    public void run(Report report) throws Exception {
        try (var server = new QuietImap(1);
                var world = new World(options -> options.setting("mailback.imap.kept-connections", "3000")
                        .setting("mailback.imap.connections-per-host", "3000")
                        .setting("mailback.imap.keep-idle", "PT1H"))) {
            var user = world.newUser("collector");
            connect(world, server, user, 0, BEFORE);
            var heap = new Heap(world.node());
            double before = heap.live();
            connect(world, server, user, BEFORE, ACCOUNTS);
            double after = heap.live();
            report.state(("memory: live heap with %d connected idle accounts %.1f MB, with %,d more %.1f MB:"
                            + " %.1f kB an account, all of it bounded by mailback.imap.kept-connections (500)")
                    .formatted(BEFORE, before / MEGA, ACCOUNTS, after / MEGA, (after - before) / ACCOUNTS / 1e3));
        }
    }

    private static void connect(World world, QuietImap server, ApiClient user, int from, int count) {
        for (int number = from; number < from + count; number++) {
            user.connect("idle" + number + "@example.org", server.port(), "idle" + number, "any");
        }
        world.awaitIdle();
        await("a connection of each account is open")
                .atMost(Duration.ofMinutes(1))
                .until(() -> server.connections() == from + count);
    }
}
