package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Not in the catalogue, but in the field: other mail programs of the same user while something is on its way. */
class OtherClientsCasesIT extends DovecotCases {

    @Test
    void N1_half_a_move_that_cannot_be_finished_now_is_finished_later_and_not_begun_anew() {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE");
        mail.given("M1", "M2").connected();
        var refusal = mail.proxy()
                .when("UID STORE .*Deleted")
                .answer("NO [UNAVAILABLE] later")
                .times(2);

        mail.trash("M1", "M2").expect(200);
        mail.drain();

        assertThat(refusal.hits()).isEqualTo(2);
        assertThat(mail.proxy().commands("UID COPY")).hasSize(1);
        assertThat(mail.c2().messages("Trash")).hasSize(2);
        assertThat(mail.c2().messages("INBOX")).isEmpty();
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
    }

    @Test
    void N2_half_a_move_that_failed_for_good_is_finished_by_a_retry_and_not_begun_anew() {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE");
        mail.given("M1").connected();
        mail.proxy().when("UID STORE .*Deleted").answer("NO [UNAVAILABLE] later");
        mail.release("M1");
        mail.trash("M1").expect(200);
        mail.drain();
        assertThat(mail.operation("M1").status()).isEqualTo("failed");

        mail.proxy().clearRules();
        mail.proxy().hideCapability("MOVE");
        mail.admin().post("sync/retry/" + mail.operation("M1").id()).expect(200);
        mail.drain();

        assertThat(mail.proxy().commands("UID COPY")).hasSize(1);
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("INBOX", "M1")).isZero();
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
    }

    @Test
    void N3_a_folder_renamed_by_another_client_after_the_copy_still_loses_the_original() {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE");
        mail.c2().create("Projects");
        mail.givenIn("Projects", "M1").connected();
        var store = mail.proxy().when("UID STORE .*Deleted").cutBeforeCommand().times(1);

        mail.trash("M1").expect(200);
        store.awaitHit(Scenario.PATIENCE);
        mail.c2().rename("Projects", "Old projects");
        mail.release("M1");
        mail.drain();

        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("Old projects", "M1")).isZero();
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
    }

    @Test
    void N4_what_another_client_expunges_after_the_copy_is_in_the_trash_once() {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE");
        mail.given("M1").connected();
        var store = mail.proxy().when("UID STORE .*Deleted").holdCommand().times(1);
        mail.trash("M1").expect(200);
        store.awaitHit(Scenario.PATIENCE);
        mail.c2().expunge("INBOX", mail.held("INBOX", "M1").uid());

        store.release();
        mail.drain();

        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.uid("M1")).isEqualTo(mail.held("Trash", "M1").uid());
    }

    @Test
    void N5_what_another_client_moves_away_first_is_found_there_and_moved_on() {
        var mail = scenario().given("M1", "M2").connected();
        var move = mail.proxy().when("UID MOVE").holdCommand().times(1);
        mail.trash("M1", "M2").expect(200);
        move.awaitHit(Scenario.PATIENCE);
        mail.c2().move("INBOX", mail.held("INBOX", "M1").uid(), "Archive");

        move.release();
        mail.drain();

        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("Trash", "M2")).isEqualTo(1);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
    }

    @Test
    void N6_a_message_that_another_client_took_out_of_the_trash_is_restored_from_where_it_is() {
        var mail = scenario().given("M1", "M2").connected();
        mail.trash("M1", "M2").expect(200);
        mail.drain();
        mail.c2().move("Trash", mail.held("Trash", "M1").uid(), "Archive");
        mail.c2().move("Trash", mail.held("Trash", "M2").uid(), "INBOX");

        mail.restore("M1", "M2").expect(200);
        mail.drain();

        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        assertThat(mail.count("INBOX", "M2")).isEqualTo(1);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
    }

    @Test
    void N7_a_trash_that_was_deleted_and_made_anew_takes_what_was_on_its_way() {
        var mail = scenario()
                .givenIn("Trash", "old1", "old2", "old3")
                .given("M1", "M2")
                .connected();
        for (var old : new String[] {"old1", "old2", "old3"}) {
            mail.expectCopies(old, 0);
        }
        var move = mail.proxy().when("UID MOVE").holdCommand().times(1);
        mail.trash("M1", "M2").expect(200);
        move.awaitHit(Scenario.PATIENCE);
        mail.c2().delete("Trash");
        mail.c2().create("Trash");

        move.release();
        mail.drain();

        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.uid("M1")).isEqualTo(mail.held("Trash", "M1").uid());
        mail.restore("M1").expect(200);
        mail.drain();
        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        assertThat(mail.isShown("old1")).isFalse();
    }

    @Test
    void N8_a_folder_that_was_rebuilt_with_new_UIDs_keeps_what_its_messages_wait_for() {
        var mail = scenario();
        mail.c2().create("Projects");
        mail.givenIn("Projects", "M1", "M2", "M3").connected();
        var sync = mail.holdSync();
        mail.markRead("M1").expect(200);
        mail.trash("M2").expect(200);
        mail.c2().delete("Projects");
        mail.c2().create("Projects");
        mail.givenIn("Projects", "M3", "M2", "M1");

        sync.release();
        mail.drain();

        assertThat(mail.held("Projects", "M1").seen()).isTrue();
        assertThat(mail.count("Trash", "M2")).isEqualTo(1);
        assertThat(mail.held("Projects", "M3").seen()).isFalse();
        assertThat(mail.shown()).hasSize(3);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
    }

    @Test
    void N9_of_several_messages_with_one_Message_ID_exactly_the_named_one_moves() {
        var mail = scenario();
        mail.proxy().stripCopyUid();
        mail.append("INBOX", mail.mail("same"), mail.mail("same").flags("\\Flagged"), mail.mail("same"))
                .givenIn("Trash", "same")
                .connected();
        mail.alike(mail.messageId("same"));
        var flagged = mail.c2().messages("INBOX").stream()
                .filter(held -> held.flags().contains("\\Flagged"))
                .findFirst()
                .orElseThrow();
        var id = mail.idAt("inbox", flagged.uid());

        mail.bulk("trash", List.of(id)).expect(200);
        mail.drain();
        assertThat(mail.c2().messages("INBOX"))
                .hasSize(2)
                .noneMatch(held -> held.flags().contains("\\Flagged"));
        assertThat(mail.c2().messages("Trash"))
                .hasSize(2)
                .filteredOn(held -> held.flags().contains("\\Flagged"))
                .hasSize(1);
        assertThat(mail.shown()).hasSize(4);

        mail.bulk("restore", List.of(id)).expect(200);
        mail.drain();
        assertThat(mail.c2().messages("INBOX"))
                .hasSize(3)
                .filteredOn(held -> held.flags().contains("\\Flagged"))
                .hasSize(1);
    }

    @Test
    void N10_messages_without_Message_ID_are_copied_once_and_only_the_named_ones_leave() {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE").stripCopyUid();
        for (var n = 1; n <= 4; n++) {
            mail.append("INBOX", mail.mail("none").text("Subject: nameless\n\nNumber " + n + ".\n"));
        }
        mail.connected();
        mail.alike("");
        var first = mail.c2().messages("INBOX").get(0).uid();
        var third = mail.c2().messages("INBOX").get(2).uid();

        mail.bulk("trash", List.of(mail.idAt("inbox", first), mail.idAt("inbox", third)))
                .expect(200);
        mail.drain();

        assertThat(mail.c2().messages("INBOX"))
                .hasSize(2)
                .noneMatch(held -> held.uid() == first || held.uid() == third);
        assertThat(mail.c2().messages("Trash")).hasSize(2);
        assertThat(mail.shown()).hasSize(4);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
    }
}
