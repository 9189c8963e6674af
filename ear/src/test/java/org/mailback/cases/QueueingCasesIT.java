package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailback.rig.ImapClient.Mail;

/** The user's change and its operation are one; nobody waits for the provider. */
class QueueingCasesIT extends DovecotCases {

    @Test
    void E1_marking_read_answers_at_once_while_the_provider_is_down() {
        var five = new String[] {"M1", "M2", "M3", "M4", "M5"};
        var mail = scenario().given("M0").given(five).connected();
        mail.markRead("M0").expect(200);
        mail.proxy().down();

        var times = new ArrayList<Duration>();
        for (var message : five) {
            times.add(mail.markRead(message).expect(200).took());
        }

        assertThat(times.stream().sorted().skip(2).findFirst().orElseThrow()).isLessThan(Duration.ofMillis(100));
        for (var message : five) {
            assertThat(mail.shown(message).seen()).isTrue();
            assertThat(mail.shown(message).sync()).isEqualTo("pending");
            assertThat(mail.operation(message).attempts()).isZero();
            assertThat(mail.held("INBOX", message).seen()).isFalse();
        }
        mail.proxy().up();
        mail.awaitIdle();
        assertThat(mail.c2().messages("INBOX")).allMatch(held -> held.seen());
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
    }

    @Test
    void E2_a_database_error_while_queueing_takes_the_change_back() throws SQLException {
        var mail = scenario().given("M1").connected();
        try (var fault = DatabaseFault.raising(mail)) {
            mail.user().post("messages/" + mail.id("M1") + "/mark-read").expect(500);
        }

        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.operations()).isEmpty();
        mail.drain();
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
    }

    @Test
    void E6_asking_for_what_already_is_queues_nothing() {
        var mail = scenario();
        mail.append("INBOX", mail.mail("M1").flags("\\Seen")).connected();

        var answer = mail.markRead("M1").expect(200).object();
        mail.drain();

        assertThat(answer.getInt("changed")).isZero();
        assertThat(answer.getInt("queued")).isZero();
        assertThat(mail.operations()).isEmpty();
        assertThat(mail.proxy().commands("UID STORE")).isEmpty();
    }

    @Test
    void E7_another_users_message_is_as_unknown_as_one_that_does_not_exist() {
        var alice = scenario().given("M1").connected();
        var bob = scenario().given("M2").connected();

        alice.user().post("messages/" + bob.id("M2") + "/mark-read").expect(404);
        alice.user().send("DELETE", "messages/" + bob.id("M2"), null).expect(404);
        alice.user().post("accounts/" + bob.account() + "/sync").expect(404);

        assertThat(bob.operations()).isEmpty();
        assertThat(bob.shown("M2").seen()).isFalse();
    }

    @Test
    void E8_a_bulk_action_tells_for_every_id_what_became_of_it() {
        var alice = scenario().given("M1", "M2").connected();
        var bob = scenario().given("M3").connected();
        var nobodys = 999_999_999_999L;
        var ids = List.of(alice.id("M1"), alice.id("M2"), bob.id("M3"), nobodys, alice.id("M1"));

        var answer = alice.bulk("mark-read", ids).expect(200).object();
        alice.expect("mark-read", "M1");
        alice.expect("mark-read", "M2");
        alice.drain();

        assertThat(answer.getInt("changed")).isEqualTo(2);
        assertThat(answer.getInt("queued")).isEqualTo(2);
        assertThat(answer.getJsonArray("refused"))
                .extracting(
                        refused -> refused.asJsonObject().getJsonNumber("id").longValue())
                .containsExactlyInAnyOrder(bob.id("M3"), nobodys);
        assertThat(alice.operations("M1")).hasSize(1);
        assertThat(bob.operations()).isEmpty();
        assertThat(bob.held("INBOX", "M3").seen()).isFalse();
        assertThat(alice.c2().messages("INBOX")).allMatch(held -> held.seen());
    }

    @Test
    void E9_fifty_messages_take_one_or_two_commands() {
        var fifty = IntStream.rangeClosed(1, 50).mapToObj(n -> "M" + n).toArray(String[]::new);
        var mail = scenario().given(fifty).connected();

        var answer = mail.markRead(fifty).expect(200);
        mail.drain();

        assertThat(answer.object().getInt("queued")).isEqualTo(50);
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(1));
        assertThat(mail.proxy().commands("UID STORE").size()).isBetween(1, 2);
        assertThat(mail.c2().messages("INBOX")).hasSize(50).allMatch(held -> held.seen());
    }

    @Test
    void E10_thousands_of_scattered_messages_move_in_commands_that_every_server_takes() {
        var count = 5_000;
        var mail = scenario();
        mail.append(
                "INBOX",
                IntStream.range(0, 2 * count).mapToObj(n -> mail.mail("M" + n)).toArray(Mail[]::new));
        var odd = LongStream.range(0, count).map(n -> 2 * n + 1).boxed().toList();
        for (var from = 0; from < count; from += 500) {
            var set = String.join(
                    ",",
                    odd.subList(from, from + 500).stream().map(String::valueOf).toList());
            mail.c2().in("INBOX", "UID STORE " + set + " +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE " + set);
        }
        mail.connected();
        var ids = IntStream.range(0, count)
                .mapToObj(n -> mail.id("M" + (2 * n + 1)))
                .toList();

        mail.bulk("trash", ids).expect(200);
        mail.drain();

        assertThat(mail.c2().messages("INBOX")).isEmpty();
        assertThat(mail.c2().messages("Trash")).hasSize(count);
        assertThat(mail.proxy().commands("UID MOVE").size()).isBetween(count / 1_000, 2 * count / 1_000);
        mail.nameAll();
    }

    @Test
    void E12_what_waits_for_an_account_is_cancelled_with_it() {
        var mail = scenario().given("M1", "M2").connected();
        var other = scenario().given("M1").connected();
        mail.proxy().down();
        mail.markRead("M1", "M2").expect(200);
        await("a try is over and the next one is some time off").until(() -> waits(mail));

        mail.user().send("DELETE", "accounts/" + mail.account(), null).expect(204);
        mail.abandon();
        mail.proxy().clearLog();
        mail.proxy().up();

        assertThat(mail.operations()).hasSize(2).extracting(Queued::status).containsOnly("cancelled");
        mail.user().get("accounts").getJsonArray("items").forEach(account -> {
            throw new AssertionError(account);
        });
        for (var round = 0; round < 3; round++) {
            other.drain();
        }
        assertThat(mail.proxy().commands()).isEmpty();
        await().until(() -> mail.proxy().openConnections() == 0);
        assertThat(mail.c2().messages("INBOX")).noneMatch(held -> held.seen());
    }

    private static boolean waits(Scenario mail) {
        return mail.application()
                .read("""
                        select lease_owner is null and due_at > now() + interval '0.3 s'
                        from account_lane where account_id = ?
                        """, row -> row.getBoolean(1), mail.account())
                .equals(List.of(true));
    }
}
