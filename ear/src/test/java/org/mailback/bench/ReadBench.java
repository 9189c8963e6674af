package org.mailback.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.mailback.server.ApiClient;

/** Lists, searches and counts of folders with 100,000 messages in a table of five million. */
final class ReadBench implements Benchmark {

    private static final int ROUNDS = 3;
    private static final int ASKED = 100;
    private static final int ASKED_COLD = Integer.getInteger("bench.read.cold", 15);
    private static final int CLIENTS = 4;
    private static final double GOAL = 30;

    private final Random dice = new Random(5);

    private interface Asker extends AutoCloseable {
        void ask(Look look) throws Exception;
    }

    private record ByHand(Connection connection) implements Asker {

        @Override
        public void ask(Look look) throws SQLException {
            look.ask(connection);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private record ByRest(ApiClient client) implements Asker {

        @Override
        public void ask(Look look) {
            look.ask(client);
        }

        @Override
        public void close() {}
    }

    @Override
    public void run(Report report) throws Exception {
        try (var world = new World()) {
            var user = world.newUser("reader");
            var begun = System.nanoTime();
            new ManyMessages(world).seed();
            report.progress("seeded in " + (System.nanoTime() - begun) / 1_000_000_000 + " s");
            var cache = new DiskCache(world);
            var all = looks(world, user);
            for (var looks : all.entrySet()) {
                warm(report, world, looks.getKey(), looks.getValue());
            }
            for (var looks : all.entrySet()) {
                cold(report, world, cache, user, looks.getKey(), looks.getValue());
            }
        }
    }

    private Map<String, List<Look>> looks(World world, ApiClient user) throws SQLException {
        var many = new ManyMessages(world);
        var first = new ArrayList<Look>();
        var deep = new ArrayList<Look>();
        var rare = new ArrayList<Look>();
        var common = new ArrayList<Look>();
        var counts = new ArrayList<Look>();
        for (var account : many.accounts()) {
            var inbox = many.inbox(account);
            first.add(Look.page(inbox));
            for (int i = 0; i < 4; i++) {
                deep.add(deep(user, inbox));
            }
            rare.add(Look.search(account, inbox, ManyMessages.RARE));
            common.add(Look.search(account, inbox, ManyMessages.COMMON));
            counts.add(Look.counts(account));
        }
        var looks = new LinkedHashMap<String, List<Look>>();
        looks.put("message list, first page", first);
        looks.put("message list, a page somewhere in the folder", deep);
        looks.put("search for a word of 10 messages", rare);
        looks.put("search for a word of 1,000 messages", common);
        looks.put("folder counts", counts);
        return looks;
    }

    private Look deep(ApiClient user, long folder) {
        var before = user.get("/api/folders/" + folder + "/messages?limit=1&offset="
                        + (1_000 + dice.nextInt(ManyMessages.IN_FOLDER - 2_000)))
                .expect(200);
        var message = before.items().get(0);
        return Look.pageBehind(
                folder,
                before.json().getString("next"),
                Instant.parse(message.getString("date")),
                message.getJsonNumber("id").longValue());
    }

    private void warm(Report report, World world, String what, List<Look> looks) throws Exception {
        var ours = new LinkedHashMap<Integer, List<Times>>();
        var hands = new LinkedHashMap<Integer, List<Times>>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (int clients : new int[] {1, CLIENTS}) {
                var hand = ask(clients, looks, () -> new ByHand(world.connect()));
                var our = ask(
                        clients,
                        looks,
                        () -> new ByRest(ApiClient.signedIn(world.node().url(), "reader")));
                if (round > 0) {
                    hands.computeIfAbsent(clients, any -> new ArrayList<>()).add(hand);
                    ours.computeIfAbsent(clients, any -> new ArrayList<>()).add(our);
                }
            }
        }
        report.add(new Figure(
                what + ", " + CLIENTS + " clients at once, p95",
                median(ours.get(CLIENTS), 95),
                "ms",
                "the goal itself",
                GOAL,
                Figure.Goal.atMost(1)));
        for (int clients : new int[] {1, CLIENTS}) {
            report.state("%s, %d at once, p50 and p95: %.1f and %.1f ms; the statement by hand %.1f and %.1f ms"
                    .formatted(
                            what,
                            clients,
                            median(ours.get(clients), 50),
                            median(ours.get(clients), 95),
                            median(hands.get(clients), 50),
                            median(hands.get(clients), 95)));
        }
    }

    /** The first look after everything was forgotten. */
    private void cold(Report report, World world, DiskCache cache, ApiClient user, String what, List<Look> looks)
            throws Exception {
        var ours = new ArrayList<Double>();
        var hands = new ArrayList<Double>();
        try (var connection = world.connect()) {
            for (int i = 0; i < ASKED_COLD; i++) {
                var hand = looks.get(dice.nextInt(looks.size()));
                cache.clear();
                hands.add(Times.of(() -> hand.ask(connection)));
                var our = looks.get(dice.nextInt(looks.size()));
                cache.clear();
                ours.add(Times.of(() -> our.ask(user)));
            }
        }
        report.add(new Figure(
                what + ", caches emptied, p95",
                Times.of(ours).percentile(95),
                "ms",
                "the goal itself",
                GOAL,
                Figure.Goal.atMost(1)));
        report.state("%s, caches emptied, p50 and p95: %.1f and %.1f ms; the statement by hand %.1f and %.1f ms"
                .formatted(
                        what,
                        Times.of(ours).median(),
                        Times.of(ours).percentile(95),
                        Times.of(hands).median(),
                        Times.of(hands).percentile(95)));
    }

    private Times ask(int clients, List<Look> looks, Callable<Asker> newClient) throws Exception {
        var askers = new ArrayList<Asker>();
        for (int i = 0; i < clients; i++) {
            askers.add(newClient.call());
        }
        var threads = Executors.newFixedThreadPool(clients);
        try {
            var work = new ArrayList<Callable<List<Double>>>();
            for (var asker : askers) {
                var random = new Random(dice.nextLong());
                work.add(() -> ask(asker, looks, random));
            }
            var all = new ArrayList<Double>();
            for (var result : threads.invokeAll(work)) {
                all.addAll(result.get());
            }
            return Times.of(all);
        } finally {
            threads.shutdownNow();
            for (var asker : askers) {
                asker.close();
            }
        }
    }

    private static List<Double> ask(Asker asker, List<Look> looks, Random random) throws Exception {
        var times = new ArrayList<Double>();
        for (int i = 0; i < ASKED; i++) {
            var look = looks.get(random.nextInt(looks.size()));
            times.add(Times.of(() -> asker.ask(look)));
        }
        return times;
    }

    private static double median(List<Times> rounds, double percent) {
        return Times.of(rounds.stream().map(times -> times.percentile(percent)).toList())
                .median();
    }
}
