package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Folders and messages that other clients rename or remove while something is on its way. */
class FolderCasesIT extends DovecotCases {

    @Test
    void U3_a_message_in_a_folder_that_was_renamed_is_found_and_moved() {
        var mail = scenario();
        mail.c2().create("Projects");
        mail.givenIn("Projects", "M1", "M2").connected();
        var sync = mail.holdSync();
        mail.release("M1");
        mail.trash("M1").expect(200);
        mail.c2().rename("Projects", "Old projects");
        mail.expectCopies("M1", 1);
        mail.expectCopies("M2", 1);

        sync.release();
        mail.drain();

        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("Old projects", "M2")).isEqualTo(1);
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
        assertThat(mail.shown("M2").folder().name()).isEqualTo("Old projects");
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
    }

    @Test
    void U4_with_its_folder_a_message_and_its_operations_are_gone() {
        var mail = scenario();
        mail.c2().create("Projects");
        mail.givenIn("Projects", "M1").given("M2").connected();
        var sync = mail.holdSync();
        mail.release("M1");
        mail.markRead("M1").expect(200);
        mail.c2().delete("Projects");
        mail.expectCopies("M1", 0);

        sync.release();
        mail.drain();

        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").note()).contains("gone");
        assertThat(mail.isShown("M1")).isFalse();
        assertThat(mail.isShown("M2")).isTrue();
    }

    @Test
    void F13_what_another_client_removed_while_we_wrote_disappears_with_the_next_sync() {
        var mail = scenario().given("M1", "M2", "M3", "M4", "M5").connected();
        var store = mail.proxy().when("UID STORE").holdCommand().times(1);
        mail.markRead("M1").expect(200);
        store.awaitHit(Scenario.PATIENCE);
        mail.c2().expunge("INBOX", mail.held("INBOX", "M5").uid());
        mail.expectCopies("M5", 0);

        store.release();
        mail.drain();

        assertThat(mail.isShown("M5")).isFalse();
        assertThat(mail.shown()).hasSize(4);
    }

    @Test
    void X18_an_operation_that_cannot_be_read_fails_and_the_others_go_on() throws SQLException {
        var mail = scenario().given("M1", "M2").connected();
        var sync = mail.holdSync();
        mail.markRead("M1").expect(200);
        mail.markRead("M2").expect(200);
        try (var connection = mail.application().database().connect();
                var statement = connection.createStatement()) {
            statement.execute("update pending_operation set kind = 'teleport' where message_id = " + mail.id("M1"));
        }

        sync.release();
        mail.awaitIdle();

        assertThat(mail.operation("M1").status()).isEqualTo("failed");
        assertThat(mail.operation("M1").errorClass()).isEqualTo("unreadable");
        assertThat(mail.listed("failed")).hasSize(1);
        assertThat(mail.operation("M2").status()).isEqualTo("completed");
        assertThat(mail.held("INBOX", "M2").seen()).isTrue();
    }

    @Test
    void U6_a_mailbox_with_two_names_takes_a_message_once_and_no_move_goes_in_circles() {
        var mail = scenario();
        mail.given("M1", "M2").connected();
        dovecot().alias(mail.name(), "Trash", "Bin");
        mail.drain();
        assertThat(mail.c2().folders()).contains("Trash", "Bin");
        mail.release("M1");

        mail.trash("M1").expect(200);
        mail.drain();
        mail.drain();

        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.proxy().commands("UID (MOVE|COPY)")).hasSize(1);
        assertThat(mail.operation("M1").status()).isEqualTo("completed");

        mail.restore("M1").expect(200);
        mail.drain();
        mail.drain();
        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        assertThat(mail.count("Trash", "M1")).isZero();
        assertThat(mail.proxy().commands("UID (MOVE|COPY)")).hasSize(2);
        assertThat(mail.shown("M1").folder().role()).isEqualTo("inbox");
    }
}
