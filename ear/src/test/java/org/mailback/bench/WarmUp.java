package org.mailback.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** A server compiles what it does often only after thousands of times; a figure of a cold one tells about the compiler. */
final class WarmUp {

    private static final Duration SLICE = Duration.ofSeconds(15);
    private static final int SLICES = Integer.getInteger("bench.warm", 12);
    private static final double FASTER = 1.05;

    private WarmUp() {}

    /** A piece of work again and again, until it does not become faster any more. */
    static void by(Report report, Callable<Double> milliseconds) throws Exception {
        double best = Double.MAX_VALUE;
        int slower = 0;
        for (int time = 1; time <= SLICES && slower < 3; time++) {
            double took = milliseconds.call();
            report.progress("warming up: %.0f ms".formatted(took));
            slower = took * FASTER > best ? slower + 1 : 0;
            best = Math.min(best, took);
        }
    }

    /** Until these are not getting faster any more, or for three minutes. */
    static void by(Report report, List<? extends Load.Actor> actors) throws Exception {
        double best = 0;
        for (int slice = 1; slice <= SLICES; slice++) {
            double rate = Load.of(SLICE, actors).perSecond();
            report.progress("warming up: %.0f/s".formatted(rate));
            if (rate < best * FASTER) {
                return;
            }
            best = rate;
        }
    }
}
