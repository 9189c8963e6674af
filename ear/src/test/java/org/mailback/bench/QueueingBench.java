package org.mailback.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.mailback.bench.Figure.Goal;
import org.mailback.rig.TcpLine;

/**
 * Single actions of eight clients, while the engine of the same machine takes what they queue to a real server: on 200
 * accounts, on one, and on 200 whose provider is down or slow. The limit is written where no engine looks.
 */
final class QueueingBench implements Benchmark {

    private static final int CLIENTS = 8;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final String USER = "clicker";
    private static final String PLAIN = "8 JDBC threads: message, operation, lane";

    private enum Kind {
        PLAIN,
        HEALTHY,
        DOWN,
        SLOW,
        PLAIN_ONE,
        NO_LANE_ONE,
        ONE
    }

    private final Map<Kind, List<Load>> loads = new TreeMap<>();

    @Override
    public void run(Report report) throws Exception {
        try (var world = new World();
                var line = TcpLine.to(world.dovecot().port())) {
            var mailboxes = new ClickedMailboxes(world, line.port(), USER);
            var many = mailboxes.connect(200, 50);
            var one = mailboxes.connect(1, 6_000);
            var manyCopies = mailboxes.copyOf(many);
            var oneCopies = mailboxes.copyOf(one);
            var clients = new ArrayList<Clicks>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Clicks(world, USER));
            }
            deal(clients, many);
            WarmUp.by(report, clients);
            mailboxes.awaitProvider();
            for (int round = 0; round <= ROUNDS; round++) {
                note(report, Kind.PLAIN, plain(mailboxes, manyCopies, true));
                note(report, Kind.HEALTHY, clicks(clients, many));
                line.cut();
                note(report, Kind.DOWN, clicks(clients, many));
                line.flow();
                mailboxes.awaitProvider();
                line.delay(Duration.ofMillis(200));
                note(report, Kind.SLOW, clicks(clients, many));
                line.delay(Duration.ZERO);
                mailboxes.awaitProvider();
                note(report, Kind.PLAIN_ONE, plain(mailboxes, oneCopies, true));
                note(report, Kind.NO_LANE_ONE, plain(mailboxes, oneCopies, false));
                note(report, Kind.ONE, clicks(clients, one));
                mailboxes.awaitProvider();
                if (round == 0) {
                    loads.clear();
                }
            }
            tell(report);
        }
    }

    private static Load plain(ClickedMailboxes mailboxes, List<Long> messages, boolean withLane) throws Exception {
        var actors = new ArrayList<PlainActions>();
        for (var share : shares(messages)) {
            actors.add(new PlainActions(mailboxes.database(), share, withLane));
        }
        try {
            return Load.of(ROUND, actors);
        } finally {
            for (var actor : actors) {
                actor.close();
            }
            mailboxes.forget(messages);
        }
    }

    private static Load clicks(List<Clicks> clients, List<Long> messages) throws Exception {
        deal(clients, messages);
        return Load.of(ROUND, clients);
    }

    private static void deal(List<Clicks> clients, List<Long> messages) {
        var shares = shares(messages);
        for (int i = 0; i < CLIENTS; i++) {
            clients.get(i).on(shares.get(i));
        }
    }

    /** Nobody's message is another's, but all have messages of all accounts. */
    private static List<List<Long>> shares(List<Long> messages) {
        var shuffled = new ArrayList<>(messages);
        Collections.shuffle(shuffled, new Random(4711));
        var shares = new ArrayList<List<Long>>();
        for (int i = 0; i < CLIENTS; i++) {
            shares.add(shuffled.subList(i * messages.size() / CLIENTS, (i + 1) * messages.size() / CLIENTS));
        }
        return shares;
    }

    private void note(Report report, Kind kind, Load load) {
        report.progress("%-11s %.0f/s, p50 %.2f ms, p99 %.2f ms"
                .formatted(kind, load.perSecond(), load.times().median(), load.p99()));
        loads.computeIfAbsent(kind, any -> new ArrayList<>()).add(load);
    }

    private double median(Kind kind, ToDoubleFunction<Load> figure) {
        return Load.median(loads.get(kind), figure);
    }

    private void tell(Report report) {
        report.add(rate("single actions, 8 clients on 200 accounts", Kind.HEALTHY, PLAIN, Kind.PLAIN, 0.5));
        report.add(new Figure(
                "the same, p99",
                median(Kind.HEALTHY, Load::p99),
                "ms",
                PLAIN,
                median(Kind.PLAIN, Load::p99),
                Goal.atMost(5)));
        report.add(rate("the same, all 8 on one account", Kind.ONE, PLAIN, Kind.PLAIN_ONE, 0.35));
        report.add(rate(
                "the same, against writing without the lane", Kind.ONE, "message, operation", Kind.NO_LANE_ONE, 0.35));
        report.add(rate("200 accounts, provider down", Kind.DOWN, "provider healthy", Kind.HEALTHY, 0.9));
        report.add(rate("200 accounts, replies 200 ms late", Kind.SLOW, "provider healthy", Kind.HEALTHY, 0.9));
    }

    private Figure rate(String what, Kind kind, String against, Kind limit, double goal) {
        return new Figure(
                what, median(kind, Load::perSecond), "/s", against, median(limit, Load::perSecond), Goal.atLeast(goal));
    }
}
