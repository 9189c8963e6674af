package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Deleting for ever: exactly what was asked for, and nothing of others. */
class DeleteCasesIT extends DovecotCases {

    @Test
    void D1_only_the_named_message_is_expunged_not_what_another_client_marked() {
        var mail = scenario();
        mail.givenIn("Trash", "M1")
                .append("Trash", mail.mail("M9").flags("\\Deleted"))
                .connected();

        mail.delete("M1").expect(200);
        assertThat(mail.isShown("M1")).isFalse();
        mail.drain();

        assertThat(mail.count("Trash", "M1")).isZero();
        assertThat(mail.held("Trash", "M9").deleted()).isTrue();
    }

    @Test
    void D2_without_UIDPLUS_nothing_is_deleted_and_the_reason_is_told_at_once() {
        var mail = scenario();
        mail.proxy().hideCapability("UIDPLUS");
        mail.givenIn("Trash", "M1")
                .append("Trash", mail.mail("M9").flags("\\Deleted"))
                .connected();

        mail.release("M1");
        mail.delete("M1").expect(200);
        mail.drain();
        mail.expectCopies("M1", 1);

        var operation = mail.operation("M1");
        assertThat(operation.status()).isEqualTo("failed");
        assertThat(operation.errorClass()).isEqualTo("unsupported");
        assertThat(operation.lastError()).contains("UIDPLUS");
        assertThat(mail.held("Trash", "M1").deleted()).isFalse();
        assertThat(mail.held("Trash", "M9").deleted()).isTrue();
        assertThat(mail.shown("M1").sync()).isEqualTo("failed");
    }

    @Test
    void D3_what_another_client_expunged_first_is_done_at_once() {
        var mail = scenario().givenIn("Trash", "M1").connected();
        mail.c2().expunge("Trash", mail.held("Trash", "M1").uid());

        mail.delete("M1").expect(200);
        mail.awaitIdle();

        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").attempts()).isLessThanOrEqualTo(1);
        assertThat(mail.proxy().commands("UID EXPUNGE").size()).isLessThanOrEqualTo(1);
    }

    @Test
    void D4_delete_replaces_a_trash_that_waits_and_finds_the_message_where_it_is() {
        var mail = scenario().given("M1").connected();
        var sync = mail.holdSync();

        mail.trash("M1").expect(200);
        mail.delete("M1").expect(200);
        assertThat(mail.live()).singleElement().extracting(Queued::kind).isEqualTo("delete");

        sync.release();
        mail.drain();
        assertThat(mail.c2().copies()).isEmpty();
        assertThat(mail.proxy().commands("UID (MOVE|COPY)")).isEmpty();
    }

    @Test
    void D6_the_trash_is_cleared_in_one_go() {
        var fifteen = IntStream.rangeClosed(1, 15).mapToObj(n -> "M" + n).toArray(String[]::new);
        var mail = scenario().givenIn("Trash", fifteen).given("M16").connected();
        var trash = mail.folder("trash").id();
        var newest = mail.user().all("folders/" + trash + "/messages").get(0).getInt("id");
        var clear = Json.createObjectBuilder()
                .add("action", "delete")
                .add("folder", trash)
                .add("upTo", newest);

        var answer = mail.user().post("messages/bulk", clear.build()).expect(200);
        for (var message : fifteen) {
            mail.expect("delete", message);
        }
        mail.drain();

        assertThat(answer.object().getInt("changed")).isEqualTo(15);
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(1));
        assertThat(mail.c2().messages("Trash")).isEmpty();
        assertThat(mail.proxy().commands("UID EXPUNGE").size()).isLessThanOrEqualTo(2);
    }

    @Test
    void D8_deleting_for_ever_has_no_undo() {
        var mail = scenario().givenIn("Trash", "M1").connected();
        var sync = mail.holdSync();

        mail.delete("M1").expect(200);
        mail.restore("M1").expect(409);

        sync.release();
        mail.drain();
        assertThat(mail.c2().copies()).isEmpty();
    }

    @Test
    void D9_a_fetch_does_not_bring_back_what_waits_to_be_deleted() {
        var mail = scenario().givenIn("Trash", "M1").connected();
        var sync = mail.holdSync();
        mail.delete("M1").expect(200);
        var refusal =
                mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later").times(2);
        mail.c2().store("Trash", mail.held("Trash", "M1").uid(), "+FLAGS (\\Flagged)");

        sync.release();
        mail.drain();

        assertThat(refusal.hits()).isEqualTo(2);
        assertThat(mail.isShown("M1")).isFalse();
        assertThat(mail.c2().copies()).isEmpty();
    }

    @Test
    void D10_what_could_not_be_deleted_shows_itself_again_not_saved() {
        var mail = scenario().givenIn("Trash", "M1").connected();
        mail.proxy().when("UID (STORE|EXPUNGE)").answer("NO [UNAVAILABLE] later");

        mail.release("M1");
        mail.delete("M1").expect(200);
        mail.drain();
        mail.expectCopies("M1", 1);

        assertThat(mail.operation("M1").status()).isEqualTo("failed");
        assertThat(mail.operation("M1").attempts()).isEqualTo(3);
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
        assertThat(mail.shown("M1").sync()).isEqualTo("failed");
        assertThat(mail.listed("failed")).hasSize(1);

        mail.admin().post("sync/discard/" + mail.operation("M1").id()).expect(200);
        assertThat(mail.shown("M1").sync()).isEqualTo("synced");
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
    }

    @Test
    void N21_what_could_not_be_deleted_shows_itself_as_the_provider_has_it_also_what_was_wished_before() {
        var mail = scenario();
        mail.proxy().hideCapability("UIDPLUS");
        mail.given("M1", "M2").connected();
        var sync = mail.holdSync();
        mail.markRead("M1", "M2").expect(200);
        mail.trash("M2").expect(200);
        mail.release("M1");
        mail.release("M2");
        mail.delete("M1", "M2").expect(200);
        assertThat(mail.live()).hasSize(2).extracting(Queued::kind).containsOnly("delete");

        sync.release();
        mail.drain();
        mail.expectCopies("M1", 1);
        mail.expectCopies("M2", 1);

        for (var message : new String[] {"M1", "M2"}) {
            assertThat(mail.shown(message).sync()).isEqualTo("failed");
            assertThat(mail.shown(message).seen()).isFalse();
            assertThat(mail.shown(message).folder().role()).isEqualTo("inbox");
            assertThat(mail.held("INBOX", message).seen()).isFalse();
        }
    }

    @Test
    void N22_deleting_what_could_not_be_moved_deletes_it_where_it_is() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID MOVE").answer("NO [CANNOT] never").times(1);
        mail.trash("M1").expect(200);
        mail.awaitIdle();
        assertThat(mail.operation("M1").status()).isEqualTo("failed");
        var failed = mail.operation("M1").id();

        mail.delete("M1").expect(200);
        mail.drain();
        mail.admin().post("sync/retry/" + failed);
        mail.drain();

        assertThat(mail.c2().copies()).isEmpty();
        assertThat(mail.isShown("M1")).isFalse();
        assertThat(mail.operations("M1")).extracting(Queued::status).containsExactly("cancelled", "completed");
    }

    @Test
    void N23_an_old_wish_that_failed_does_not_come_back_over_a_newer_one() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [CANNOT] never").times(1);
        mail.markRead("M1").expect(200);
        mail.awaitIdle();
        var failed = mail.operation("M1").id();
        mail.markUnread("M1").expect(200);

        mail.admin().post("sync/retry/" + failed);
        mail.drain();
        mail.admin().post("sync/retry/" + failed);
        mail.drain();

        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
        assertThat(mail.operations("M1")).extracting(Queued::status).containsExactly("cancelled", "completed");
    }
}
