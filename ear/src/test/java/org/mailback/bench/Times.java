package org.mailback.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;

/** Durations in milliseconds, in ascending order. */
record Times(List<Double> sorted) {

    static Times of(Collection<Double> milliseconds) {
        return new Times(milliseconds.stream().sorted().toList());
    }

    /** Work that is done once for each. */
    interface Work {
        void run() throws Exception;
    }

    static Times of(int runs, Work work) throws Exception {
        var all = new ArrayList<Double>();
        for (int run = 0; run < runs; run++) {
            all.add(of(work));
        }
        return of(all);
    }

    static double of(Work work) throws Exception {
        return of(() -> {
            work.run();
            return null;
        });
    }

    private static double of(Callable<?> work) throws Exception {
        long begin = System.nanoTime();
        work.call();
        return (System.nanoTime() - begin) / 1e6;
    }

    double median() {
        return percentile(50);
    }

    /** The smallest that so many percent are not above. */
    double percentile(double percent) {
        var index = (int) Math.ceil(sorted.size() * percent / 100) - 1;
        return sorted.get(Math.max(0, index));
    }
}
