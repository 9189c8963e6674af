package org.mailback.bench;

import jakarta.json.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mailback.bench.Figure.Goal;
import org.mailback.rig.ImapClient.Mail;
import org.mailback.rig.ImapSession;
import org.mailback.server.ApiClient;

/**
 * Ten thousand operations of one account, from queue to settled, beside the commands that must reach the server and one update
 * of each table. The limit is taken on a second account just like the first, whose lane nobody works on.
 */
final class DrainBench implements Benchmark {

    private static final int MESSAGES = 10_000;
    private static final int SET = 1_000;
    private static final int ROUNDS = 5;

    /** Two drains each: parts and batches are few in each, and the JVM compiles what has come often. */
    private static final int WARMING = 25;

    private static final String USER = "drain";
    private static final String PASSWORD = "mail password";

    @Override
    public void run(Report report) throws Exception {
        try (var world = new World()) {
            var user = world.newUser(USER);
            var ours = new Box(world, user, "ours");
            var raw = new Box(world, user, "raw");
            world.awaitIdle();
            ours.know();
            raw.know();
            raw.close();
            try (var limit = new RawDrain(world, raw)) {
                marks(report, ours, raw, limit);
                trash(report, ours, raw, limit);
            }
        }
    }

    private static void marks(Report report, Box ours, Box raw, RawDrain limit) throws Exception {
        var measured = new ArrayList<Double>();
        var limits = new ArrayList<Double>();
        WarmUp.by(report, WARMING, () -> ours.drain("mark-read") + ours.drain("mark-unread"));
        for (int round = 0; round <= ROUNDS; round++) {
            var action = round % 2 == 0 ? "mark-read" : "mark-unread";
            var sign = round % 2 == 0 ? "+" : "-";
            double own = ours.drain(action);
            raw.act(action, raw.ids);
            double bound = Times.of(() -> limit.store(sign + "FLAGS.SILENT (\\Seen)", round(sign)));
            report.progress("%s: %.0f ms, raw %.0f ms".formatted(action, own, bound));
            if (round > 0) {
                measured.add(own);
                limits.add(bound);
            }
        }
        report.add(
                figure("drain of 10,000 mark-read of one account", measured, "raw UID STORE sets + updates", limits));
    }

    private static boolean round(String sign) {
        return sign.equals("+");
    }

    private static void trash(Report report, Box ours, Box raw, RawDrain limit) throws Exception {
        var measured = new ArrayList<Double>();
        var limits = new ArrayList<Double>();
        WarmUp.by(report, WARMING, () -> ours.drain("trash") + ours.drain("restore"));
        for (int round = 0; round <= ROUNDS; round++) {
            var action = round % 2 == 0 ? "trash" : "restore";
            var from = round % 2 == 0 ? "INBOX" : "Trash";
            var to = round % 2 == 0 ? "Trash" : "INBOX";
            double own = ours.drain(action);
            raw.act(action, raw.ids);
            double bound = Times.of(() -> limit.move(from, to));
            report.progress("%s: %.0f ms, raw %.0f ms".formatted(action, own, bound));
            if (round > 0) {
                measured.add(own);
                limits.add(bound);
            }
        }
        report.add(figure("drain of 10,000 trash of one account", measured, "raw UID MOVE sets + updates", limits));
    }

    private static Figure figure(String what, List<Double> measured, String against, List<Double> limits) {
        return new Figure(
                what,
                MESSAGES / Times.of(measured).median() * 1000,
                "/s",
                against,
                MESSAGES / Times.of(limits).median() * 1000,
                Goal.atLeast(0.7));
    }

    /** An account with its mailbox. */
    private static final class Box {
        private final World world;
        private final ApiClient user;
        private final String name;
        private final long account;
        private List<Long> ids;

        Box(World world, ApiClient user, String name) {
            this.world = world;
            this.user = user;
            this.name = name;
            world.dovecot().addUser(name, PASSWORD);
            var client = world.dovecot().client(name, PASSWORD);
            for (int begin = 0; begin < MESSAGES; begin += SET) {
                client.append(
                        "INBOX",
                        IntStream.range(begin, begin + SET)
                                .mapToObj(n -> Mail.withId("<m" + n + "." + name + "@example.org>"))
                                .toList());
            }
            account = user.connect(name + "@example.org", world.dovecot().port(), name, PASSWORD);
        }

        void know() throws SQLException {
            ids = world.read(
                    "select id from message where account_id = ? order by uid", row -> row.getLong(1), account);
        }

        /** Nobody works on its lane any more. */
        void close() throws SQLException {
            world.execute(PlainSettling.AT_REST + " where account_id = " + account);
        }

        void act(String action, List<Long> messages) {
            var body = Json.createObjectBuilder().add("action", action).add("ids", Json.createArrayBuilder(messages));
            var answer =
                    user.post("/api/messages/bulk", body.build().toString()).expect(200);
            if (answer.json().getInt("queued") != messages.size()) {
                throw new IllegalStateException(answer.body());
            }
        }

        double drain(String action) throws Exception {
            return world.drained(() -> act(action, ids));
        }
    }

    /** The same with nothing around it. */
    private static final class RawDrain implements AutoCloseable {
        private final Box box;
        private final Connection database;
        private final PlainSettling settling;
        private final ImapSession session;

        RawDrain(World world, Box box) throws SQLException, IOException {
            this.box = box;
            database = world.connect();
            settling = new PlainSettling(world);
            session = new ImapSession("127.0.0.1", world.dovecot().port(), box.name, PASSWORD);
        }

        void store(String change, boolean seen) throws SQLException {
            if (!"INBOX".equals(open)) {
                select("INBOX");
            }
            for (var set : sets()) {
                session.run("UID STORE " + set + " " + change);
            }
            update("update message set server_seen = " + seen + " where account_id = " + box.account);
        }

        private String open;

        private void select(String folder) {
            session.run("SELECT " + folder);
            open = folder;
        }

        void move(String from, String to) throws SQLException {
            var sets = sets();
            select(from);
            long first = 0;
            for (var set : sets) {
                var answers = session.run("UID MOVE " + set + " " + to);
                if (first == 0) {
                    first = firstCopy(answers);
                }
            }
            update("""
                    update message m set server_folder_id = m.folder_id, uid = %d + n.number - 1
                    from (select id, row_number() over (order by uid) as number from message
                          where account_id = %2$d and folder_id <> server_folder_id) n
                    where m.id = n.id""".formatted(first, box.account));
        }

        private static long firstCopy(List<String> answers) {
            var line = answers.stream()
                    .filter(text -> text.contains("COPYUID"))
                    .findFirst()
                    .orElseThrow();
            var numbers = line.replaceFirst(".*COPYUID \\d+ \\S+ ", "").split("[:\\] ,]");
            return Long.parseLong(numbers[0]);
        }

        /** As the server knows them now. */
        private List<String> sets() throws SQLException {
            var sets = new ArrayList<String>();
            try (var statement = database.createStatement();
                    var row = statement.executeQuery("""
                            select min(m.uid), max(m.uid) from pending_operation o join message m on m.id = o.message_id
                            where o.status = 'pending' and o.account_id = %d""".formatted(box.account))) {
                row.next();
                for (long begin = row.getLong(1); begin <= row.getLong(2); begin += SET) {
                    sets.add(begin + ":" + Math.min(begin + SET - 1, row.getLong(2)));
                }
            }
            return sets;
        }

        private void update(String messages) throws SQLException {
            settling.settle(messages, "account_id = " + box.account);
        }

        @Override
        public void close() throws SQLException {
            session.close();
            settling.close();
            database.close();
        }
    }
}
