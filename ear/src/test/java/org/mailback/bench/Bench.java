package org.mailback.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.mailback.server.TestWorld;

/** Runs the benchmarks that the property {@code bench} names, or all. */
public final class Bench {

    private static final List<Logger> CHATTY = List.of(Logger.getLogger("io.zonky"), Logger.getLogger("org.flywaydb"));

    /** {@code -Dbench.claim=1000000}: for who has not the time for ten million. */
    private static final long CLAIMED_FROM = Long.getLong("bench.claim", 10_000_000);

    private Bench() {}

    private static Map<String, Benchmark> all() {
        var all = new LinkedHashMap<String, Benchmark>();
        all.put("bulk", new BulkBench());
        all.put("queue", new QueueingBench());
        all.put("drain", new DrainBench());
        all.put("wide", new WideBench());
        all.put("click", new ClickBench());
        all.put("read", new ReadBench());
        all.put("import", new ImportBench());
        all.put("memory", new MemoryBench());
        all.put("day", new DayBench());
        all.put("breadth", new BreadthBench());
        all.put("hog", new HogBench());
        all.put("claim", new ClaimBench(10_000, CLAIMED_FROM));
        return all;
    }

    public static void main(String[] arguments) {
        CHATTY.forEach(logger -> logger.setLevel(Level.WARNING));
        var report = new Report(System.out, TestWorld.target());
        var problems = 0;
        for (var benchmark : chosen(System.getProperty("bench", "")).entrySet()) {
            System.out.printf("%n== %s (load %.1f)%n", benchmark.getKey(), Machine.load());
            if (Machine.isBusy()) {
                System.out.println("  The machine is busy: figures tell about its neighbours.");
            }
            try {
                benchmark.getValue().run(report);
            } catch (Exception | AssertionError e) {
                problems++;
                System.out.println("  " + benchmark.getKey() + " broke off:");
                e.printStackTrace(System.out);
            }
        }
        System.out.printf("%nTable and chart: %s%n", TestWorld.target().resolve("bench.md"));
        if (problems > 0 || report.isEmpty()) {
            throw new IllegalStateException(problems + " benchmarks broke off");
        }
    }

    private static Map<String, Benchmark> chosen(String names) {
        var all = all();
        if (names.isBlank()) {
            return all;
        }
        var wanted = List.of(names.split(","));
        if (!all.keySet().containsAll(wanted)) {
            throw new IllegalArgumentException("There is no such benchmark: " + names + "; there are " + all.keySet());
        }
        var chosen = new LinkedHashMap<>(all);
        chosen.keySet().retainAll(wanted);
        return chosen;
    }
}
