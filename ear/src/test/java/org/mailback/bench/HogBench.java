package org.mailback.bench;

import java.util.ArrayList;
import org.mailback.bench.Figure.Goal;
import org.mailback.server.TestWorld;

/**
 * A user marks one message of each of many accounts, while another account has very much to do. Every command to the provider,
 * a stub, takes a few milliseconds.
 */
final class HogBench implements Benchmark {

    private static final int ACCOUNTS = 200;
    private static final int HOG = 100_000;
    private static final int LATENCY = 5;
    private static final int ROUNDS = 3;
    private static final String HOGS = "account_id = (select max(id) from account)";
    private static final String OTHERS = "account_id <> (select max(id) from account)";
    private static final String WAITING = """
            select 1 from account_lane l
            where %s and exists (select 1 from pending_operation o where o.status = 'pending' and o.account_id = l.account_id)
            limit 1
            """.formatted(OTHERS);

    @Override
    public void run(Report report) throws Exception {
        var ear = StubbedEar.in(TestWorld.target());
        try (var world =
                new World(options -> options.ear(ear).setting(StubProvider.LATENCY, String.valueOf(LATENCY)))) {
            var crowd = Crowd.of(world, ACCOUNTS + 1, 1, HOG);
            var alone = new ArrayList<Double>();
            var beside = new ArrayList<Double>();
            for (int round = 0; round <= ROUNDS; round++) {
                double limit = others(world, crowd, "false");
                double value = others(world, crowd, HOGS);
                report.progress("%,.0f ms beside the hog, %,.0f ms without it".formatted(value, limit));
                if (round > 0) {
                    alone.add(limit);
                    beside.add(value);
                }
            }
            report.add(new Figure(
                    "200 accounts with one operation each, beside one with 100,000 (stub, %d ms a command)"
                            .formatted(LATENCY),
                    Times.of(beside).median(),
                    "ms",
                    "without that one",
                    Times.of(alone).median(),
                    Goal.atMost(2)));
        }
    }

    /** From the click until the others have nothing left; what the hog still has is dropped. */
    private static double others(World world, Crowd crowd, String busy) throws Exception {
        crowd.queue(busy);
        world.execute("update message set seen = false where " + OTHERS);
        var messages = world.read("select id from message where " + OTHERS, row -> row.getLong(1));
        crowd.becomeDue();
        if (!busy.equals("false")) {
            world.awaitTrue(
                    "the hog is at work", "select exists (select 1 from pending_operation where status = 'completed')");
        }
        double time = Times.of(() -> {
            crowd.markRead(messages);
            crowd.await(WAITING);
        });
        world.execute("truncate pending_operation");
        world.awaitIdle();
        return time;
    }
}
