package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailback.rig.ImapProxy;

/** Whose fault it is decides what happens: the operation fails, the account waits, or the server is tried again. */
class RetryCasesIT extends DovecotCases {

    @Test
    void X1_a_temporary_answer_is_tried_again_with_growing_pauses() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later").times(2);

        mail.markRead("M1").expect(200);
        mail.awaitIdle();

        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").attempts()).isEqualTo(3);
        var stores = mail.proxy().commands().stream()
                .filter(command -> command.text().startsWith("UID STORE"))
                .map(ImapProxy.Command::at)
                .toList();
        assertThat(stores).hasSize(3);
        assertThat(Duration.between(stores.get(0), stores.get(1))).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        assertThat(Duration.between(stores.get(1), stores.get(2))).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
    }

    @Test
    void X2_at_the_maximum_it_is_failed_and_listed_and_nothing_was_sent_more_often() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later");

        mail.markRead("M1").expect(200);
        mail.awaitIdle();
        mail.drain();

        assertThat(mail.operation("M1").status()).isEqualTo("failed");
        assertThat(mail.operation("M1").attempts()).isEqualTo(3);
        assertThat(mail.proxy().commands("UID STORE")).hasSize(3);
        assertThat(mail.listed("failed")).singleElement().satisfies(listed -> {
            assertThat(listed.getInt("attempts")).isEqualTo(3);
            assertThat(listed.getInt("maxAttempts")).isEqualTo(3);
            assertThat(listed.getString("errorClass")).isEqualTo("temporary");
            assertThat(listed.getString("lastError")).contains("UNAVAILABLE");
            assertThat(listed.getString("lastAttempt")).isNotEmpty();
        });
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
        assertThat(mail.shown("M1").seen()).isTrue();
    }

    @Test
    void X3_a_permanent_answer_fails_at_once() {
        var mail = scenario().given("M1", "M2", "M3").connected();
        refuseAndRead(mail, "M1", "NO [NOPERM] not yours", "not_permitted");
        refuseAndRead(mail, "M2", "NO [CANNOT] never", "refused");
        refuseAndRead(mail, "M3", "BAD what?", "refused");

        assertThat(mail.proxy().commands("UID STORE")).hasSize(3);
        assertThat(mail.c2().messages("INBOX")).noneMatch(held -> held.seen());
    }

    private static void refuseAndRead(Scenario mail, String message, String answer, String errorClass) {
        mail.proxy()
                .when("UID STORE")
                .includingUid(mail.held("INBOX", message).uid())
                .answer(answer);
        mail.markRead(message).expect(200);
        mail.awaitIdle();
        assertThat(mail.operation(message).status()).isEqualTo("failed");
        assertThat(mail.operation(message).attempts()).isEqualTo(1);
        assertThat(mail.operation(message).errorClass()).isEqualTo(errorClass);
    }

    @Test
    void X4_a_full_mailbox_fails_at_once_and_loses_nothing() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID MOVE").answer("NO [OVERQUOTA] full");

        mail.trash("M1").expect(200);
        mail.awaitIdle();

        assertThat(mail.operation("M1").status()).isEqualTo("failed");
        assertThat(mail.operation("M1").errorClass()).isEqualTo("quota");
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        assertThat(mail.shown("M1").sync()).isEqualTo("failed");
    }

    @Test
    void X5_X6_a_refused_password_stops_the_account_after_one_try_until_a_new_one_is_saved() {
        var twenty = IntStream.rangeClosed(1, 20).mapToObj(n -> "M" + n).toArray(String[]::new);
        var mail = scenario().given(twenty).connected();
        var other = scenario().given("M1").connected();
        mail.server().addUser(mail.name(), "another password");
        mail.proxy().cut();
        mail.proxy().clearLog();

        mail.markRead(twenty).expect(200);
        await().until(() -> state(mail).equals("auth_required"));
        mail.sync();
        for (var round = 0; round < 3; round++) {
            other.drain();
        }

        assertThat(mail.proxy().commands("LOGIN|AUTHENTICATE")).hasSize(1);
        assertThat(mail.live()).hasSize(20).extracting(Queued::attempts).containsOnly(0);
        assertThat(mail.user().get("accounts/" + mail.account()).getString("stateReason"))
                .doesNotContain(mail.password());

        var known = Json.createObjectBuilder().add("password", "another password");
        mail.user().send("PATCH", "accounts/" + mail.account(), known.build()).expect(200);
        mail.newMailPassword("another password");
        mail.awaitIdle();
        assertThat(state(mail)).isEqualTo("active");
        assertThat(mail.c2().messages("INBOX")).hasSize(20).allMatch(held -> held.seen());
    }

    private static String state(Scenario mail) {
        return mail.user().get("accounts/" + mail.account()).getString("state");
    }

    @Test
    void X7_while_the_provider_is_down_the_account_waits_and_no_attempt_is_used() {
        var mail = scenario().given("M1", "M2").connected();
        mail.proxy().down();
        mail.markRead("M1").expect(200);
        mail.trash("M2").expect(200);

        await().atMost(Scenario.PATIENCE).until(() -> failuresInARow(mail) >= 4);
        assertThat(state(mail)).isEqualTo("unreachable");
        assertThat(mail.live()).hasSize(2).extracting(Queued::attempts).containsOnly(0);

        mail.proxy().up();
        mail.awaitIdle();
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.count("Trash", "M2")).isEqualTo(1);
    }

    private static int failuresInARow(Scenario mail) {
        return mail.admin().get("sync/status").getJsonArray("lanesInTrouble").stream()
                .map(lane -> lane.asJsonObject())
                .filter(lane -> lane.getJsonNumber("accountId").longValue() == mail.account())
                .mapToInt(lane -> lane.getInt("failuresInARow"))
                .findFirst()
                .orElse(0);
    }

    @Test
    void X8_one_poisoned_message_does_not_hold_up_the_others() {
        var nine = IntStream.rangeClosed(1, 9).mapToObj(n -> "M" + n).toArray(String[]::new);
        var mail = scenario().given(nine).connected();
        mail.proxy()
                .when("UID STORE")
                .includingUid(mail.held("INBOX", "M1").uid())
                .answer("BAD poison");

        mail.markRead(nine).expect(200);
        mail.awaitIdle();

        assertThat(mail.operation("M1").status()).isEqualTo("failed");
        assertThat(mail.operation("M1").attempts()).isEqualTo(1);
        assertThat(mail.operations())
                .filteredOn(operation -> operation.is("completed"))
                .hasSize(8)
                .allMatch(operation -> operation.attempts() == 1);
        assertThat(mail.c2().messages("INBOX")).filteredOn(held -> held.seen()).hasSize(8);
    }

    @Test
    void X11_a_server_that_hangs_delays_nobody_else_and_its_work_is_done_later() {
        var mail = scenario().given("M1", "M2").connected();
        var other = scenario().given("M1").connected();
        mail.proxy().blackHole();
        mail.markRead("M1").expect(200);
        mail.trash("M2").expect(200);
        await().atMost(Scenario.PATIENCE)
                .until(() -> mail.listed("pending").stream().anyMatch(operation -> operation.getBoolean("inFlight")));

        other.markRead("M1").expect(200);
        other.awaitIdle();
        assertThat(mail.live()).hasSize(2);
        await().atMost(Scenario.PATIENCE).until(() -> state(mail).equals("unreachable"));
        assertThat(mail.live()).hasSize(2).extracting(Queued::attempts).containsOnly(0);

        mail.proxy().clearRules();
        mail.proxy().cut();
        mail.awaitIdle();
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.count("Trash", "M2")).isEqualTo(1);
    }

    @Test
    void X15_a_retry_starts_afresh_and_a_second_one_changes_nothing() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later");
        mail.markRead("M1").expect(200);
        mail.awaitIdle();
        mail.proxy().clearRules();
        mail.proxy().clearLog();
        var store = mail.proxy().when("UID STORE").holdReply().times(1);
        var id = mail.operation("M1").id();

        var first = mail.admin().post("sync/retry/" + id).expect(200).object();
        var second = mail.admin().post("sync/retry/" + id).expect(200).object();
        store.awaitHit(Scenario.PATIENCE);
        assertThat(first.getInt("changed")).isEqualTo(1);
        assertThat(second.getInt("changed")).isZero();
        assertThat(mail.operation("M1").attempts()).isZero();

        store.release();
        mail.awaitIdle();
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").attempts()).isEqualTo(1);
        assertThat(mail.proxy().commands("UID STORE")).hasSize(1);
    }

    @Test
    void X17_administration_is_for_administrators_and_errors_tell_no_secrets() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [CANNOT] never");
        mail.markRead("M1").expect(200);
        mail.awaitIdle();
        var id = mail.operation("M1").id();

        mail.user().post("sync/retry/" + id).expect(403);
        mail.user().post("sync/discard/" + id).expect(403);
        var all = Json.createObjectBuilder()
                .add("filter", Json.createObjectBuilder())
                .build();
        mail.user().post("sync/retry", all).expect(403);
        mail.user().post("sync/discard", all).expect(403);
        mail.user().send("GET", "users", null).expect(403);
        mail.user().post("users", Json.createObjectBuilder().build()).expect(403);
        assertThat(mail.operation("M1").status()).isEqualTo("failed");

        var told = mail.listed("failed").toString() + mail.admin().get("sync/status");
        assertThat(told)
                .doesNotContain(mail.password())
                .doesNotContain("Hello.")
                .doesNotContain("Subject");
    }

    @Test
    void C2_a_cut_before_the_answer_uses_no_attempt() {
        var mail = scenario().given("M1", "M2").connected();
        mail.proxy().when("UID STORE").cutSilently().times(1);
        mail.proxy().when("UID MOVE").cutSilently().times(1);

        mail.markRead("M1").expect(200);
        mail.trash("M2").expect(200);
        mail.awaitIdle();

        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
        assertThat(mail.operations()).extracting(Queued::attempts).containsOnly(1);
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.count("Trash", "M2")).isEqualTo(1);
        assertThat(mail.count("INBOX", "M2")).isZero();
    }
}
