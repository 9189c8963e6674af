package org.mailback.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;

/**
 * What some did side by side for a while, each one thing after the other.
 *
 * @param times of each thing, in milliseconds
 */
record Load(double perSecond, Times times) {

    /** Does one thing, or says that there is nothing left to do. */
    interface Actor {
        boolean act() throws Exception;
    }

    private record Share(List<Double> times, long begin, long end) {}

    static Load of(Duration time, List<? extends Actor> actors) throws Exception {
        var start = new CyclicBarrier(actors.size());
        var threads = Executors.newFixedThreadPool(actors.size());
        try {
            var shares = new ArrayList<Share>();
            var tasks = actors.stream()
                    .map(actor -> (Callable<Share>) () -> {
                        start.await();
                        return share(time, actor);
                    })
                    .toList();
            for (var future : threads.invokeAll(tasks)) {
                shares.add(future.get());
            }
            return of(shares);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Share share(Duration time, Actor actor) throws Exception {
        var times = new ArrayList<Double>();
        long begin = System.nanoTime();
        long now = begin;
        while (now - begin < time.toNanos() && actor.act()) {
            long after = System.nanoTime();
            times.add((after - now) / 1e6);
            now = after;
        }
        return new Share(times, begin, now);
    }

    private static Load of(List<Share> shares) {
        var times =
                Times.of(shares.stream().flatMap(share -> share.times.stream()).toList());
        // Added up a thread, since whoever has nothing left to do ends before the others.
        double perSecond = shares.stream()
                .mapToDouble(share -> share.times.size() / ((share.end - share.begin) / 1e9))
                .sum();
        return new Load(perSecond, times);
    }

    double p99() {
        return times.percentile(99);
    }

    static double median(List<Load> rounds, ToDoubleFunction<Load> figure) {
        return Times.of(rounds.stream().map(figure::applyAsDouble).toList()).median();
    }
}
