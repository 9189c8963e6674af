package org.mailback.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Mail;
import org.mailback.server.ApiClient;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The first import of an account with 100,000 messages. */
final class ImportBench implements Benchmark {

    private static final int MESSAGES = Integer.getInteger("bench.import.messages", 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.import.rounds", 3);
    private static final int APPENDED_AT_ONCE = 2_000;
    private static final String NAME = "importer";
    private static final String PASSWORD = "secret";
    private static final double MEGA = 1e6;

    private static final String COPIED = """
            seen, uid, server_seen, message_id, internal_date, size, sender, recipients, subject, sent_at, flags""";

    private World world;

    @Override
    public void run(Report report) throws Exception {
        try (var fresh = new World()) {
            world = fresh;
            fill();
            report.progress(MESSAGES + " messages are at the server");
            var flat = new Heap(world.node());
            var before = flat.live();
            var live = new ArrayList<Double>();
            long first = importing(0, live, flat);
            var copy = exported(first);
            forget();
            var ours = new ArrayList<Double>();
            var limits = new ArrayList<Double>();
            var fetches = new ArrayList<Double>();
            for (int round = 1; round <= ROUNDS; round++) {
                double fetch = Times.of(this::fetch);
                double written = copying(copy);
                forget();
                fetches.add(fetch);
                limits.add(MESSAGES / (fetch + written) * 1e3);
                int number = round;
                ours.add(MESSAGES / Times.of(() -> importing(number, null, flat)) * 1e3);
                forget();
                report.progress("fetch %.0f ms, copy %.0f ms, import %.0f /s"
                        .formatted(fetch, written, ours.get(ours.size() - 1)));
            }
            report.add(new Figure(
                    "first import of %,d messages".formatted(MESSAGES),
                    Times.of(ours).median(),
                    "/s",
                    "raw FETCH of the same data (%.1f s), then COPY into the table"
                            .formatted(Times.of(fetches).median() / 1e3),
                    Times.of(limits).median(),
                    Figure.Goal.atLeast(0.3)));
            report.state("first import, live heap: before it %.1f MB, after each tenth %s MB"
                    .formatted(
                            before / MEGA,
                            live.stream()
                                    .map(value -> Figure.number(value / MEGA))
                                    .collect(Collectors.joining(", "))));
        }
    }

    private void fill() {
        world.dovecot().addUser(NAME, PASSWORD);
        var client = new ImapClient("127.0.0.1", world.dovecot().port(), NAME, PASSWORD);
        for (int from = 0; from < MESSAGES; from += APPENDED_AT_ONCE) {
            client.append(
                    "INBOX",
                    IntStream.range(from, Math.min(MESSAGES, from + APPENDED_AT_ONCE))
                            .mapToObj(ImportBench::mail)
                            .toList());
        }
    }

    private static Mail mail(int n) {
        var text = """
                Return-Path: <sender%1$d@example.com>
                Received: from mx.example.com by mail.example.org with ESMTPS id 4T%2$d; Mon, 02 Nov 2026 10:00:00 +0000
                From: "Sender %1$d" <sender%1$d@example.com>
                To: "The Importer" <importer@example.org>, second%1$d@example.org
                Cc: team@example.org
                Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?= and the report number %2$d of department %1$d
                Date: Mon, 02 Nov 2026 10:00:00 +0000
                Message-ID: <%2$d.import@example.com>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                """.formatted(n % 997, n) + "A line of the letter, as long as such lines are.\n".repeat(10);
        var mail = Mail.withId("<any>")
                .text(text)
                .internalDate(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(n * 60L));
        return n % 3 == 0 ? mail : mail.flags("\\Seen");
    }

    /** @param live takes the heap in use ten times on the way, null for none. @return the account */
    private long importing(int number, List<Double> live, Heap heap) throws Exception {
        var user = ApiClient.admin(world.node().url());
        var account =
                user.connect(NAME + number + "@example.org", world.dovecot().port(), NAME, PASSWORD);
        for (int tenths = 1; live != null && tenths < 10; tenths++) {
            world.awaitTrue(
                    tenths + " tenths", "select count(*) >= " + (long) MESSAGES * tenths / 10 + " from message");
            live.add(heap.live());
        }
        world.awaitTrue("the import", "select imported_at is not null from account where id = " + account);
        if (world.number("select count(*) from message where account_id = ?", account) != MESSAGES) {
            throw new AssertionError("not all were imported");
        }
        return account;
    }

    private void fetch() throws Exception {
        try (var raw = new RawFetch(world.dovecot().port(), NAME, PASSWORD)) {
            if (raw.all() != MESSAGES) {
                throw new AssertionError("not all were fetched");
            }
        }
    }

    /** The imported rows for {@link #copying}, but for whose they are. */
    private byte[] exported(long account) throws Exception {
        var rows = new ByteArrayOutputStream();
        try (var connection = world.connect()) {
            var query = "select account_id, folder_id, folder_id, " + COPIED + " from message where account_id = "
                    + account + " order by uid desc";
            copy(connection).copyOut("copy (" + query + ") to stdout (format binary)", rows);
        }
        return rows.toByteArray();
    }

    private double copying(byte[] rows) throws Exception {
        try (var connection = world.connect()) {
            return Times.of(() -> copy(connection)
                    .copyIn(
                            "copy message (account_id, folder_id, server_folder_id, " + COPIED
                                    + ") from stdin (format binary)",
                            new ByteArrayInputStream(rows)));
        }
    }

    private static CopyManager copy(Connection connection) throws Exception {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** The account stays, without its mail; the next import has another one. */
    private void forget() throws Exception {
        world.execute(
                "delete from message",
                "update account set deleted_at = now()",
                "update account_lane set due_at = null, sync_due_at = null",
                "vacuum message",
                "vacuum message_search",
                "vacuum folder_count",
                "checkpoint");
    }
}
