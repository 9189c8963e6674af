package org.mailback.bench;

import java.util.ArrayList;
import org.mailback.bench.Figure.Goal;
import org.mailback.server.TestWorld;

/** Many accounts with little to do each: what an operation costs where nothing can be merged. */
final class BreadthBench implements Benchmark {

    private static final int ACCOUNTS = 10_000;
    private static final int ROUNDS = 3;
    private static final String NONE_DONE =
            "select 1 where not exists (select 1 from pending_operation where status = 'completed')";
    private static final String WAITING = "select 1 from pending_operation where status = 'pending' limit 1";

    @Override
    public void run(Report report) throws Exception {
        var ear = StubbedEar.in(TestWorld.target());
        try (var world = new World(options -> options.ear(ear));
                var scheduler = new DbScheduler(world)) {
            var crowd = Crowd.of(world, ACCOUNTS, 1, 0);
            var theirs = new ArrayList<Double>();
            var ours = new ArrayList<Double>();
            for (int round = 0; round <= ROUNDS; round++) {
                double limit = ofScheduler(crowd, scheduler);
                double commits = -commits(world);
                double value = ofMailback(crowd);
                commits += commits(world);
                report.progress("%,.0f/s, db-scheduler %,.0f/s; %.2f transactions an operation"
                        .formatted(value, limit, commits / ACCOUNTS));
                if (round > 0) {
                    theirs.add(limit);
                    ours.add(value);
                }
            }
            report.add(new Figure(
                    "10,000 accounts with one operation each, no provider",
                    Times.of(ours).median(),
                    "/s",
                    "db-scheduler, one task an operation",
                    Times.of(theirs).median(),
                    Goal.atLeast(1)));
        }
    }

    private static double ofScheduler(Crowd crowd, DbScheduler scheduler) throws Exception {
        crowd.queue("true");
        scheduler.queue();
        var running = scheduler.start();
        double rate = rate(crowd);
        running.stop();
        return rate;
    }

    private static double ofMailback(Crowd crowd) throws Exception {
        crowd.queue("true");
        crowd.becomeDue();
        return rate(crowd);
    }

    /** From when the first is done: a node looks for what has become due every two seconds. */
    private static double rate(Crowd crowd) throws Exception {
        crowd.await(NONE_DONE);
        long begin = System.nanoTime();
        crowd.await(WAITING);
        return ACCOUNTS / ((System.nanoTime() - begin) / 1e9);
    }

    private static double commits(World world) throws Exception {
        world.execute("select pg_stat_force_next_flush()");
        return world.number("select xact_commit from pg_stat_database where datname = current_database()");
    }
}
