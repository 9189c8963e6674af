package org.mailback.bench;

import java.util.ArrayList;
import org.mailback.bench.Figure.Goal;
import org.mailback.server.TestWorld;

/** One account with very much to do beside many with little. Every command to the provider, a stub, takes a few milliseconds. */
final class HogBench implements Benchmark {

    private static final int ACCOUNTS = 200;
    private static final int HOG = 100_000;
    private static final int LATENCY = 5;
    private static final int ROUNDS = 3;
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
                double limit = others(world, crowd, OTHERS);
                double value = others(world, crowd, "true");
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

    /** Until the others have nothing left; what the hog still has is dropped. */
    private static double others(World world, Crowd crowd, String accounts) throws Exception {
        crowd.queue(accounts);
        crowd.becomeDue();
        double time = Times.of(() -> {
            crowd.click();
            crowd.await(WAITING);
        });
        world.execute("truncate pending_operation");
        world.awaitIdle();
        return time;
    }
}
