package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotServer;

/** Into the trash and back, with everything that servers lack or do otherwise. */
class TrashCasesIT extends DovecotCases {

    @Test
    void T1_a_message_is_moved_once_and_found_again_by_the_uid_the_server_told() {
        var mail = scenario().given("M1").connected();

        mail.trash("M1").expect(200);
        mail.drain();

        assertThat(mail.count("INBOX", "M1")).isZero();
        assertThat(mail.uid("M1")).isEqualTo(mail.held("Trash", "M1").uid());
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        mail.drain();
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
    }

    @Test
    void T2_without_MOVE_it_is_copied_marked_and_expunged_alone() {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE");
        mail.given("M1").append("INBOX", mail.mail("M9").flags("\\Deleted")).connected();
        var uid = mail.held("INBOX", "M1").uid();

        mail.trash("M1").expect(200);
        mail.drain();

        assertThat(mail.proxy().commands("UID (MOVE|COPY|STORE|EXPUNGE)"))
                .hasSize(3)
                .satisfiesExactly(
                        copy -> assertThat(copy).startsWith("UID COPY " + uid + " "),
                        store -> assertThat(store)
                                .matches("UID STORE " + uid + " \\+FLAGS(\\.SILENT)? \\(\\\\Deleted\\)"),
                        expunge -> assertThat(expunge).isEqualTo("UID EXPUNGE " + uid));
        assertThat(mail.count("INBOX", "M1")).isZero();
        assertThat(mail.uid("M1")).isEqualTo(mail.held("Trash", "M1").uid());
        assertThat(mail.held("INBOX", "M9").deleted()).isTrue();
    }

    @Test
    void T3_without_MOVE_and_UIDPLUS_the_original_stays_marked_and_nothing_is_expunged() {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE", "UIDPLUS").stripCopyUid();
        mail.given("M1").append("INBOX", mail.mail("M9").flags("\\Deleted")).connected();

        mail.trash("M1").expect(200);
        mail.drain();
        mail.expectCopies("M1", 2);

        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.held("INBOX", "M1").deleted()).isTrue();
        assertThat(mail.held("INBOX", "M9").deleted()).isTrue();
        assertThat(mail.proxy().commands("EXPUNGE")).isEmpty();
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").note()).contains("UIDPLUS");
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
    }

    @Test
    void T4_without_COPYUID_the_message_is_found_by_what_it_says() {
        var mail = scenario();
        mail.proxy().stripCopyUid();
        mail.given("M1", "M2").connected();

        mail.trash("M1").expect(200);
        mail.drain();

        assertThat(mail.uid("M1")).isEqualTo(mail.held("Trash", "M1").uid());
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
    }

    @Test
    void T7_the_servers_own_word_for_the_trash_outranks_the_name() {
        try (var server = DovecotServer.with()
                .withoutFolders()
                .folder("Papierkorb", "\\Trash")
                .folder("Trash", "")
                .start()) {
            var mail = scenario(MailServer.of(server)).given("M1").connected();

            mail.trash("M1").expect(200);
            mail.drain();

            assertThat(mail.count("Papierkorb", "M1")).isEqualTo(1);
            assertThat(mail.count("Trash", "M1")).isZero();
            what_holds_after_every_case();
        }
    }

    @Test
    void T8_the_trash_is_found_by_its_name_below_a_prefix_and_names_may_be_in_any_script() {
        try (var server = DovecotServer.with()
                .withoutFolders()
                .separator('.')
                .prefix("INBOX.")
                .folder("Trash", "")
                .start()) {
            var mail = scenario(MailServer.of(server));
            mail.c2().create("INBOX.Entw&APw-rfe");
            mail.given("M1").givenIn("INBOX.Entw&APw-rfe", "M2").connected();

            mail.trash("M1").expect(200);
            mail.trash("M2").expect(200);
            mail.drain();
            assertThat(mail.count("INBOX.Trash", "M1")).isEqualTo(1);
            assertThat(mail.count("INBOX.Trash", "M2")).isEqualTo(1);

            mail.restore("M2").expect(200);
            mail.drain();
            assertThat(mail.count("INBOX.Entw&APw-rfe", "M2")).isEqualTo(1);
            mail.expectCopies("M2", 1);
            what_holds_after_every_case();
        }
    }

    @Test
    void T8_the_trash_may_have_a_well_known_name_of_another_language() {
        try (var server = DovecotServer.with()
                .withoutFolders()
                .folder("Gel\u00f6schte Elemente", "")
                .start()) {
            var mail = scenario(MailServer.of(server)).given("M1").connected();

            mail.trash("M1").expect(200);
            mail.drain();

            assertThat(mail.c2().folders()).containsExactlyInAnyOrder("INBOX", "Gel&APY-schte Elemente");
            assertThat(mail.count("Gel&APY-schte Elemente", "M1")).isEqualTo(1);
            assertThat(mail.shown("M1").folder().name()).isEqualTo("Gel\u00f6schte Elemente");
            mail.expectCopies("M1", 1);
            what_holds_after_every_case();
        }
    }

    @Test
    void T9_where_there_is_no_trash_one_is_created_once() {
        try (var server = DovecotServer.with().withoutFolders().start()) {
            var mail = scenario(MailServer.of(server)).given("M1", "M2").connected();

            mail.trash("M1").expect(200);
            mail.drain();
            mail.trash("M2").expect(200);
            mail.drain();

            assertThat(mail.c2().folders()).containsExactlyInAnyOrder("INBOX", "Trash");
            assertThat(mail.count("Trash", "M1")).isEqualTo(1);
            assertThat(mail.count("Trash", "M2")).isEqualTo(1);
            assertThat(mail.proxy().commands("^CREATE ")).hasSize(1);
            assertThat(mail.proxy().commands("EXPUNGE")).isEmpty();
            what_holds_after_every_case();
        }
    }

    @Test
    void T11_what_is_in_the_trash_already_is_not_moved_onto_itself() {
        var mail = scenario().givenIn("Trash", "M1").connected();

        var answer = mail.trash("M1").expect(200).object();
        mail.drain();

        assertThat(answer.getInt("queued")).isZero();
        assertThat(mail.operations("M1")).isEmpty();
        assertThat(mail.proxy().commands("UID (MOVE|COPY)")).isEmpty();
    }

    @Test
    void T12_trash_and_restore_before_a_sync_never_reach_the_provider() {
        var mail = scenario().given("M1").connected();
        var sync = mail.holdSync();

        mail.trash("M1").expect(200);
        mail.restore("M1").expect(200);

        assertThat(mail.live()).isEmpty();
        assertThat(mail.operations("M1")).extracting(Queued::status).containsOnly("cancelled");
        assertThat(mail.shown("M1").folder().role()).isEqualTo("inbox");

        sync.release();
        mail.drain();
        assertThat(mail.proxy().commands("UID (MOVE|COPY)")).isEmpty();
        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
    }

    @Test
    void T13_what_was_moved_comes_back() {
        var mail = scenario().given("M1").connected();

        mail.trash("M1").expect(200);
        mail.drain();
        mail.restore("M1").expect(200);
        mail.drain();

        assertThat(mail.uid("M1")).isEqualTo(mail.held("INBOX", "M1").uid());
        assertThat(mail.count("Trash", "M1")).isZero();
    }

    @Test
    void T14_a_move_in_flight_is_not_cancelled_and_the_restore_follows_it() {
        var mail = scenario().given("M1").connected();
        var move = mail.proxy().when("UID MOVE").holdReply().times(1);

        mail.trash("M1").expect(200);
        move.awaitHit(Scenario.PATIENCE);
        mail.restore("M1").expect(200);

        assertThat(mail.operations("M1")).extracting(Queued::status).containsExactly("pending", "pending");
        move.release();
        mail.drain();
        assertThat(mail.operations("M1")).extracting(Queued::status).containsExactly("completed", "completed");
        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        assertThat(mail.count("Trash", "M1")).isZero();
    }

    @Test
    void T16_where_the_first_folder_is_gone_a_message_is_restored_to_the_inbox() {
        var mail = scenario();
        mail.c2().create("Projects");
        mail.givenIn("Projects", "M1").connected();
        mail.trash("M1").expect(200);
        mail.drain();
        mail.c2().delete("Projects");

        mail.release("M1");
        mail.restore("M1").expect(200);
        mail.drain();

        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        assertThat(mail.shown("M1").folder().role()).isEqualTo("inbox");
        assertThat(mail.operations("M1").get(1).status()).isEqualTo("completed");
        assertThat(mail.operations("M1").get(1).note()).contains("INBOX");
    }

    @Test
    void T17_trash_restore_trash_before_a_sync_is_one_move() {
        var mail = scenario().given("M1").connected();
        var sync = mail.holdSync();

        mail.trash("M1").expect(200);
        mail.restore("M1").expect(200);
        mail.trash("M1").expect(200);
        assertThat(mail.live()).singleElement().extracting(Queued::kind).isEqualTo("trash");

        sync.release();
        mail.drain();
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
    }

    @Test
    void T19_of_ten_in_the_trash_four_are_taken_out_again_before_a_sync() {
        var ten = new String[] {"M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10"};
        var mail = scenario().given(ten).connected();
        var sync = mail.holdSync();

        mail.trash(ten).expect(200);
        mail.restore("M2", "M4", "M6", "M8").expect(200);
        assertThat(mail.live()).hasSize(6);

        sync.release();
        mail.drain();
        assertThat(mail.c2().messages("Trash")).hasSize(6);
        assertThat(mail.c2().messages("INBOX")).hasSize(4);
    }

    @Test
    void T21_a_move_that_failed_is_retried_by_the_administrator() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID MOVE").answer("NO [CANNOT] out of order");
        mail.trash("M1").expect(200);
        mail.drain();
        assertThat(mail.operation("M1").status()).isEqualTo("failed");
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
        assertThat(mail.shown("M1").sync()).isEqualTo("failed");

        mail.proxy().clearRules();
        mail.admin().post("sync/retry/" + mail.operation("M1").id()).expect(200);
        mail.awaitIdle();

        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.shown("M1").sync()).isEqualTo("synced");
    }

    @Test
    void T22_flags_keywords_and_the_date_of_arrival_survive_the_journey() {
        var arrival = Instant.parse("2024-02-29T23:59:58Z");
        var mail = scenario();
        mail.append(
                        "INBOX",
                        mail.mail("M1").flags("\\Flagged", "\\Seen", "$Work").internalDate(arrival))
                .connected();

        mail.trash("M1").expect(200);
        mail.drain();
        mail.restore("M1").expect(200);
        mail.drain();

        assertThat(mail.held("INBOX", "M1").flags()).containsExactlyInAnyOrder("\\Flagged", "\\Seen", "$Work");
        assertThat(mail.held("INBOX", "M1").internalDate()).isEqualTo(arrival);
    }
}
