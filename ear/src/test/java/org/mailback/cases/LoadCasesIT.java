package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.container.ManagementClient;
import org.junit.jupiter.api.Test;
import org.mailback.rig.ImapClient.Held;
import org.mailback.rig.ImapClient.Mail;

/** Very many changes at once, and whether the numbers that a collector reads tell the truth. */
class LoadCasesIT extends DovecotCases {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** So many MB more are no growth. All 50,000 operations at once, claimed together, are 22 MB more. */
    private static final double FLAT = 12;

    private static final String PENDING = "mailback_operations_pending";
    private static final String IN_FLIGHT = "mailback_operations_in_flight";
    private static final String OLDEST = "mailback_oldest_pending_seconds";
    private static final String FAILED = "mailback_operations_failed{class=\"temporary\"}";
    private static final String BLOCKED = "mailback_accounts_waiting{reason=\"auth_required\"}";
    private static final String QUEUED = "mailback_operations_queued_total";
    private static final String COMPLETED = "mailback_operations_settled_total{status=\"completed\"}";
    private static final String GIVEN_UP = "mailback_operations_settled_total{status=\"failed\"}";
    private static final String ATTEMPTS = "mailback_attempts_failed_total{class=\"temporary\"}";

    @ArquillianResource
    private ManagementClient node;

    private final Metrics metrics =
            new Metrics(URI.create("http://127.0.0.1:" + System.getProperty("mailback.test.management-port")));

    @Test
    void U9_a_whole_folder_of_fifty_thousand_is_marked_read_in_sets_and_in_flat_memory() {
        var count = 50_000;
        var mail = scenario();
        mail.patience(PATIENCE);
        mail.append(
                "INBOX",
                IntStream.range(0, count).mapToObj(n -> letter(mail, n)).toArray(Mail[]::new));
        mail.givenIn("Trash", "T1");
        mail.connected();
        var before = metrics.collect();
        var heap = new Heap(node);
        var held = heap.megabytes();

        var answer = mail.markAllRead("inbox").expect(200);
        var most = heap.mostUntil(mail::isIdle, PATIENCE);

        assertThat(answer.object().getInt("queued")).isEqualTo(count);
        assertThat(mail.c2().messages("INBOX")).hasSize(count).allMatch(Held::seen);
        assertThat(mail.proxy().commands("UID STORE").size()).isBetween(count / 1_000, count / 1_000 + 2);
        assertThat(metrics.value(QUEUED)).isEqualTo(before.get(QUEUED) + count);
        assertThat(metrics.value(COMPLETED)).isEqualTo(before.get(COMPLETED) + count);
        assertThat(most).as("MB held while 50,000 are pushed").isLessThan(held + FLAT);

        mail.sync();
        assertThat(heap.mostUntil(mail::isIdle, PATIENCE))
                .as("MB held while their flags come back")
                .isLessThan(held + FLAT);
    }

    private static Mail letter(Scenario mail, int n) {
        var letter = mail.mail("M" + n);
        return n % 1_000 == 0 ? letter.flags("\\Deleted", "\\Flagged", "todo") : letter;
    }

    @Test
    void U11_the_metrics_tell_what_waits_what_failed_and_who_is_blocked() {
        var failing = scenario().given("M1").connected();
        var locked = scenario().given("M1", "M2", "M3").connected();
        var busy = scenario().given("M1", "M2").connected();
        var before = metrics.collect();

        failing.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later");
        failing.markRead("M1").expect(200);
        metrics.becomes(FAILED, before.get(FAILED) + 1);
        assertThat(metrics.value(ATTEMPTS)).isEqualTo(before.get(ATTEMPTS) + 3);
        assertThat(metrics.value(GIVEN_UP)).isEqualTo(before.get(GIVEN_UP) + 1);

        locked.server().addUser(locked.name(), "another password");
        locked.proxy().cut();
        locked.markRead("M1", "M2", "M3").expect(200);
        metrics.becomes(BLOCKED, before.get(BLOCKED) + 1);
        var store = busy.proxy().when("UID STORE").holdReply().times(1);
        busy.markRead("M1").expect(200);
        store.awaitHit(Scenario.PATIENCE);
        busy.markUnread("M1").expect(200);
        busy.markRead("M2").expect(200);
        metrics.becomes(PENDING, before.get(PENDING) + 6);
        metrics.becomes(IN_FLIGHT, before.get(IN_FLIGHT) + 1);
        assertThat(metrics.value(QUEUED)).isEqualTo(before.get(QUEUED) + 7);
        assertThat(metrics.value(OLDEST)).isPositive();

        store.release();
        locked.user()
                .send(
                        "PATCH",
                        "accounts/" + locked.account(),
                        Json.createObjectBuilder()
                                .add("password", "another password")
                                .build())
                .expect(200);
        locked.newMailPassword("another password");
        metrics.becomes(PENDING, before.get(PENDING));
        metrics.becomes(IN_FLIGHT, before.get(IN_FLIGHT));
        metrics.becomes(BLOCKED, before.get(BLOCKED));
        metrics.becomes(COMPLETED, before.get(COMPLETED) + 6);
        metrics.becomes(OLDEST, 0);
    }
}
