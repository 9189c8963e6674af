package org.mailback.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.mailback.server.WildFlyNode;

/** What must not grow, looked at again and again; each look makes the nodes collect their garbage first. */
final class Gauges {

    private static final Pattern HEAP = Pattern.compile("(?:def new generation|tenured generation).* used (\\d+)K");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+)");

    /** A node that was started anew during the last looks is not warm yet, so what is flat may still differ by this factor. */
    private static final double FLAT = 1.25;

    private final Cluster cluster;
    private final List<Mailbox> mailboxes;
    private final Instant begin = Instant.now();
    private final List<Look> looks = new ArrayList<>();

    /** @param values by the gauge's name, in its unit */
    record Look(Duration since, Map<String, Double> values) {}

    /** @param slack by which it may grow whatever it was, @param most what it may never reach */
    private record Bound(double slack, double most) {}

    private static final Map<String, Bound> BOUNDS = bounds();

    private static Map<String, Bound> bounds() {
        var bounds = new LinkedHashMap<String, Bound>();
        bounds.put("heap MB", new Bound(20, 400));
        bounds.put("resident MB", new Bound(150, 1_500));
        bounds.put("threads", new Bound(40, 500));
        bounds.put("open files", new Bound(60, 2_000));
        bounds.put("database connections", new Bound(20, 90));
        bounds.put("IMAP connections", new Bound(10, 100));
        bounds.put("tables MB", new Bound(8, 500));
        bounds.put("dead rows", new Bound(8_000, 500_000));
        return bounds;
    }

    Gauges(Cluster cluster, List<Mailbox> mailboxes) {
        this.cluster = cluster;
        this.mailboxes = mailboxes;
    }

    synchronized void look() {
        var values = new LinkedHashMap<String, Double>();
        values.put("actions/s", rate("actions/s", Mailbox::actions));
        values.put("operations/s", rate("operations/s", Mailbox::queued));
        values.put(
                "pending", (double) cluster.number("select count(*) from pending_operation where status = 'pending'"));
        values.put("lag s", (double) cluster.number("""
                select coalesce(extract(epoch from now() - min(created_at)), 0)::bigint
                from pending_operation where status = 'pending'"""));
        values.put("heap MB", most(Gauges::heap));
        values.put("resident MB", most(node -> status(node, RESIDENT) / 1_024));
        values.put("threads", most(node -> status(node, THREADS)));
        values.put("open files", most(Gauges::openFiles));
        values.put("database connections", (double)
                cluster.number("select count(*) - 1 from pg_stat_activity where datname = current_database()"));
        values.put("IMAP connections", (double) mailboxes.stream()
                .mapToInt(mailbox -> mailbox.proxy().openConnections())
                .sum());
        values.put("tables MB", cluster.number("select pg_database_size(current_database())") / 1e6);
        values.put("dead rows", (double) cluster.number("select sum(n_dead_tup) from pg_stat_user_tables"));
        looks.add(new Look(Duration.between(begin, Instant.now()), values));
    }

    private final Map<String, Long> counted = new LinkedHashMap<>();
    private final Map<String, Instant> countedAt = new LinkedHashMap<>();

    private double rate(String name, ToDoubleFunction<Mailbox> count) {
        var total = (long) mailboxes.stream().mapToDouble(count).sum();
        var now = Instant.now();
        var before = Optional.ofNullable(counted.put(name, total)).orElse(0L);
        var since = Optional.ofNullable(countedAt.put(name, now)).orElse(begin);
        return (total - before) / (Math.max(1, Duration.between(since, now).toMillis()) / 1_000.0);
    }

    private double most(ToDoubleFunction<WildFlyNode> gauge) {
        return cluster.nodes().stream()
                .filter(WildFlyNode::isAlive)
                .mapToDouble(gauge)
                .max()
                .orElse(0);
    }

    /** After a collection, so that only what is held counts. */
    private static double heap(WildFlyNode node) {
        tell(node, "GC.run");
        var heap = HEAP.matcher(tell(node, "GC.heap_info"));
        return heap.results().mapToLong(part -> Long.parseLong(part.group(1))).sum() / 1_024.0;
    }

    /** Nothing where the node does not answer: it is frozen, or being started. */
    private static String tell(WildFlyNode node, String command) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var process = new ProcessBuilder("timeout", "5", jcmd, String.valueOf(node.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double status(WildFlyNode node, Pattern wanted) {
        try {
            var found = wanted.matcher(Files.readString(Path.of("/proc", String.valueOf(node.pid()), "status")));
            return found.find() ? Double.parseDouble(found.group(1)) : 0;
        } catch (IOException ended) {
            return 0;
        }
    }

    private static double openFiles(WildFlyNode node) {
        try (var files = Files.list(Path.of("/proc", String.valueOf(node.pid()), "fd"))) {
            return files.count();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    /** What was over its bound; and, if it went on long enough to tell, what grew from the second quarter to the last. */
    List<String> problems(boolean longEnough) {
        var problems = new ArrayList<String>();
        BOUNDS.forEach((gauge, bound) -> {
            var most = values(gauge, 0, looks.size()).stream()
                    .mapToDouble(value -> value)
                    .max()
                    .orElse(0);
            if (most > bound.most()) {
                problems.add("%s reached %.0f, more than %.0f".formatted(gauge, most, bound.most()));
            }
            var early = median(values(gauge, looks.size() / 4, looks.size() / 2));
            var late = median(values(gauge, looks.size() * 3 / 4, looks.size()));
            if (longEnough && late > early * FLAT + bound.slack()) {
                problems.add("%s grew from %.0f to %.0f".formatted(gauge, early, late));
            }
        });
        return problems;
    }

    private List<Double> values(String gauge, int from, int to) {
        return looks.subList(from, to).stream()
                .map(look -> look.values().get(gauge))
                .toList();
    }

    static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }

    /** A table in Markdown: the median of each eighth. */
    String table() {
        var parts = Math.min(8, looks.size());
        var table = new StringBuilder("| after |");
        for (var part = 1; part <= parts; part++) {
            var until = looks.get(looks.size() * part / parts - 1).since();
            table.append(" %d:%02d |".formatted(until.toMinutes(), until.toSecondsPart()));
        }
        table.append("\n|---|").append("---|".repeat(parts)).append('\n');
        for (var gauge : looks.get(0).values().keySet()) {
            table.append("| ").append(gauge).append(" |");
            for (var part = 0; part < parts; part++) {
                var of = values(gauge, looks.size() * part / parts, looks.size() * (part + 1) / parts);
                table.append(" %.0f |".formatted(median(of)));
            }
            table.append('\n');
        }
        return table.toString();
    }
}
