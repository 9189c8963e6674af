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
}
