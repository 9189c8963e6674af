package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Read and unread, and what becomes of wishes that change before the provider knows. */
class ReadCasesIT extends DovecotCases {

    @Test
    void R1_read_unread_read_before_a_sync_is_one_wish_and_one_command() {
        var mail = scenario().given("M1").connected();
        var sync = mail.holdSync();

        mail.markRead("M1").expect(200);
        mail.markUnread("M1").expect(200);
        mail.markRead("M1").expect(200);

        var operations = mail.operations("M1");
        assertThat(operations).extracting(Queued::kind).containsExactly("mark_read", "mark_unread", "mark_read");
        assertThat(operations).extracting(Queued::status).containsExactly("cancelled", "cancelled", "pending");
        assertThat(operations.get(0).supersededBy()).isEqualTo(operations.get(1).id());
        assertThat(operations.get(1).supersededBy()).isEqualTo(operations.get(2).id());

        sync.release();
        mail.drain();
        assertThat(mail.proxy().commands("UID STORE"))
                .singleElement()
                .asString()
                .matches("UID STORE \\d+ \\+FLAGS(\\.SILENT)? \\(\\\\Seen\\)");
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
    }

    @Test
    void R2_opposite_wishes_are_not_dropped_as_a_pair() {
        var mail = scenario().given("M1").connected();
        var sync = mail.holdSync();

        mail.markRead("M1").expect(200);
        mail.markUnread("M1").expect(200);
        assertThat(mail.live()).singleElement().extracting(Queued::kind).isEqualTo("mark_unread");
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS (\\Seen)");

        sync.release();
        mail.drain();
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
    }

    @Test
    void R4_a_wish_that_is_in_flight_stays_and_the_next_one_queues_behind_it() {
        var mail = scenario().given("M1").connected();
        var store = mail.proxy().when("UID STORE").holdReply().times(1);

        mail.markRead("M1").expect(200);
        store.awaitHit(Scenario.PATIENCE);
        mail.markUnread("M1").expect(200);

        assertThat(mail.operations("M1")).extracting(Queued::kind).containsExactly("mark_read", "mark_unread");
        assertThat(mail.operations("M1")).extracting(Queued::status).containsOnly("pending");
        assertThat(mail.listed("pending"))
                .filteredOn(operation -> operation.getBoolean("inFlight"))
                .singleElement()
                .extracting(operation -> operation.getString("kind"))
                .isEqualTo("mark_read");

        store.release();
        mail.awaitIdle();
        assertThat(mail.proxy().commands("UID STORE")).hasSize(2);
        assertThat(mail.proxy().commands("UID STORE").get(0)).contains("+FLAGS");
        assertThat(mail.proxy().commands("UID STORE").get(1)).contains("-FLAGS");
        assertThat(mail.operations("M1")).extracting(Queued::status).containsOnly("completed");
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
    }

    @Test
    void R6_other_flags_and_keywords_stay() {
        var mail = scenario();
        mail.append("INBOX", mail.mail("M1").flags("\\Flagged", "\\Answered", "$Work"))
                .connected();

        mail.markRead("M1").expect(200);
        mail.drain();

        assertThat(mail.held("INBOX", "M1").flags())
                .containsExactlyInAnyOrder("\\Flagged", "\\Answered", "$Work", "\\Seen");
        assertThat(mail.proxy().commands("UID STORE \\S+ FLAGS")).isEmpty();
    }

    @Test
    void R7_a_flag_that_another_client_sets_at_the_same_moment_holds_as_well() {
        var mail = scenario();
        mail.append("INBOX", mail.mail("M1").flags("\\Seen")).connected();
        var sync = mail.holdSync();

        mail.markUnread("M1").expect(200);
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS (\\Flagged)");
        mail.expectCopies("M1", 1);

        sync.release();
        mail.drain();
        assertThat(mail.held("INBOX", "M1").flags()).containsExactly("\\Flagged");
        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.flags("M1")).containsExactly("\\Flagged");
    }

    @Test
    void R8_in_a_folder_that_can_only_be_read_marking_fails_at_once_until_it_is_discarded() {
        var mail = scenario();
        mail.c2().create("Board");
        mail.givenIn("Board", "M1").connected();
        mail.c2().rights("Board", "lr");
        mail.proxy().cut();

        mail.markRead("M1").expect(200);
        mail.drain();

        var operation = mail.operation("M1");
        assertThat(operation.status()).isEqualTo("failed");
        assertThat(operation.attempts()).isEqualTo(1);
        assertThat(operation.errorClass()).isEqualTo("not_permitted");
        assertThat(mail.shown("M1").seen()).isTrue();
        assertThat(mail.shown("M1").sync()).isEqualTo("failed");
        assertThat(mail.held("Board", "M1").seen()).isFalse();

        mail.release("M1");
        mail.admin().post("sync/discard/" + operation.id()).expect(200);
        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.shown("M1").sync()).isEqualTo("synced");
    }

    @Test
    void R9_a_folder_that_does_not_keep_the_read_mark_is_told_at_once() {
        var mail = scenario().given("M1").connected();
        mail.proxy().rewrite("\\[PERMANENTFLAGS \\([^)]*\\)]", "[PERMANENTFLAGS (\\\\\\\\Deleted)]");
        mail.proxy().cut();

        mail.markRead("M1").expect(200);
        mail.drain();

        assertThat(mail.operation("M1").status()).isEqualTo("failed");
        assertThat(mail.operation("M1").errorClass()).isEqualTo("not_permitted");
        assertThat(mail.shown("M1").seen()).isTrue();
        assertThat(mail.proxy().commands("UID STORE")).isEmpty();
    }

    @Test
    void R11_many_are_read_and_one_of_them_unread_again_before_a_sync() {
        var mail = scenario();
        for (var number = 1; number <= 10; number++) {
            mail.append(
                    "INBOX", mail.mail("M" + number).flags(number % 2 == 0 ? new String[] {"\\Seen"} : new String[0]));
        }
        mail.connected();
        var sync = mail.holdSync();

        mail.markRead("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10")
                .expect(200);
        mail.markUnread("M3").expect(200);

        sync.release();
        mail.drain();
        assertThat(mail.c2().messages("INBOX"))
                .filteredOn(held -> !held.seen())
                .singleElement()
                .extracting(held -> held.messageId())
                .isEqualTo(mail.messageId("M3"));
    }

    @Test
    void R13_read_then_trash_arrives_read_in_the_trash_once() {
        var mail = scenario().given("M1").connected();
        var sync = mail.holdSync();

        mail.markRead("M1").expect(200);
        mail.trash("M1").expect(200);
        assertThat(mail.live()).hasSize(2);

        sync.release();
        mail.drain();
        assertThat(mail.held("Trash", "M1").seen()).isTrue();
        assertThat(mail.count("INBOX", "M1")).isZero();
    }
}
