package org.mailback.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A server compiles what it does often only after thousands of times, and then its compiler has to wait for a core like anybody
 * else. The figure of a cold one tells about the compiler: a click takes a multiple of the CPU at first.
 */
final class WarmUp {

    private static final int THINGS = Integer.getInteger("bench.warm", 40_000);
    private static final Duration SLICE = Duration.ofSeconds(15);
    private static final int SLICES = 20;

    private static final int MOST = 12;
    private static final double FASTER = 0.95;
    private static final int IN_A_ROW = 3;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private WarmUp() {}

    /** These side by side until they have done some ten thousand things, or for five minutes. */
    static void by(Report report, List<? extends Load.Actor> actors) throws Exception {
        int done = 0;
        for (int slice = 1; slice <= SLICES && done < THINGS; slice++) {
            var load = Load.of(SLICE, actors);
            done += load.times().sorted().size();
            report.progress("warming up: %.0f/s".formatted(load.perSecond()));
        }
    }

    /** A piece of work that often. */
    static void by(Report report, int times, Callable<Double> milliseconds) throws Exception {
        for (int time = 1; time <= times; time++) {
            double took = milliseconds.call();
            if (time % 10 == 0) {
                report.progress("warming up: %.0f ms".formatted(took));
            }
        }
    }

    /** A piece of work again and again, until it does not get faster any more. */
    static void by(Report report, Callable<Double> milliseconds) throws Exception {
        double best = Double.MAX_VALUE;
        int steady = 0;
        for (int time = 1; time <= MOST && steady < IN_A_ROW; time++) {
            double took = milliseconds.call();
            report.progress("warming up: %.0f ms".formatted(took));
            steady = took > best * FASTER ? steady + 1 : 0;
            best = Math.min(best, took);
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
