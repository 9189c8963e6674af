package org.mailback.bench;

import jakarta.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.mailback.bench.Figure.Goal;
import org.mailback.server.ApiClient;

/** One action on 10,000 messages, from the request to the answer; every round with messages that nothing was done to. */
final class BulkBench implements Benchmark {

    private static final int MESSAGES = 10_000;
    private static final int WARM = 6;
    private static final int ROUNDS = 5;
    private static final String USER = "bulk";

    @Override
    public void run(Report report) throws Exception {
        try (var world = new World();
                var connection = world.connect()) {
            var mailboxes = new ClickedMailboxes(world, world.dovecot().port(), USER);
            var pattern = mailboxes.connect(1, MESSAGES);
            var http = HttpLine.signedIn(world.node().url(), USER, ApiClient.PASSWORD);
            var measured = new ArrayList<Double>();
            var limits = new ArrayList<Double>();
            var copies = mailboxes.copyOf(pattern);
            var request = request(copies);
            for (int round = -WARM; round < ROUNDS; round++) {
                double limit = Times.of(1, () -> PlainActions.bulk(connection, copies.toArray(Long[]::new)))
                        .median();
                mailboxes.forget(copies);
                double own = Times.of(1, () -> act(http, request)).median();
                mailboxes.forget(copies);
                report.progress("%.0f ms, limit %.0f ms".formatted(own, limit));
                if (round >= 0) {
                    measured.add(own);
                    limits.add(limit);
                }
            }
            report.add(new Figure(
                    "mark 10,000 messages read, request to response",
                    Times.of(measured).median(),
                    "ms",
                    "the same rows, set by set over JDBC",
                    Times.of(limits).median(),
                    Goal.atMost(1.5)));
        }
    }

    private static String request(List<Long> ids) {
        return Json.createObjectBuilder()
                .add("action", "mark-read")
                .add("ids", Json.createArrayBuilder(ids))
                .build()
                .toString();
    }

    private static void act(HttpLine http, String request) throws Exception {
        var answer = http.postForJson("/api/messages/bulk", request);
        if (answer.getInt("queued") != MESSAGES) {
            throw new IllegalStateException("not all queued: " + answer);
        }
    }
}
