package org.mailback.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DovecotServerTest {

    private static DovecotServer server;

    @BeforeAll
    static void start() {
        DovecotForTests.assume();
        server = DovecotServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void a_user_added_at_run_time_has_the_usual_folders() {
        var client = server.addUser("anna", "secret").client("anna", "secret");

        assertThat(client.folders()).containsExactlyInAnyOrder("INBOX", "Trash", "Archive", "Sent");
        assertThat(client.run("LIST \"\" \"*\" RETURN (SPECIAL-USE)")).anyMatch(line -> line.contains("\\Trash"));
    }

    @Test
    void a_changed_password_counts_at_once() {
        server.addUser("bert", "old").addUser("bert", "new");

        assertThat(server.client("bert", "new").messages("INBOX")).isEmpty();
        assertThatThrownBy(() -> server.client("bert", "old").messages("INBOX"))
                .hasMessageContaining("AUTHENTICATIONFAILED")
                .hasMessageNotContaining("old");
    }

    @Test
    void what_is_appended_is_seen_again() {
        var client = server.addUser("carl", "secret").client("carl", "secret");
        var date = Instant.parse("2020-02-03T04:05:06Z");

        var uid = client.append(
                "INBOX",
                ImapClient.Mail.withId("<1@x>").flags("\\Seen", "$Work").internalDate(date));

        var held = client.message("INBOX", "<1@x>");
        assertThat(held.uid()).isEqualTo(uid);
        assertThat(held.flags()).containsExactlyInAnyOrder("\\Seen", "$Work");
        assertThat(held.internalDate()).isEqualTo(date);
        client.move("INBOX", uid, "Trash");
        assertThat(client.copies()).containsOnly(java.util.Map.entry("<1@x>", 1));
        assertThat(client.messages("INBOX")).isEmpty();
    }

    @Test
    void a_server_that_was_stopped_or_killed_comes_back_with_its_mail() {
        try (var mine = DovecotServer.start()) {
            var client = mine.addUser("dora", "secret").client("dora", "secret");
            client.append("INBOX", "<1@x>");

            mine.kill();
            assertThatThrownBy(() -> client.messages("INBOX")).isInstanceOf(UncheckedIOException.class);
            mine.startAgain();
            assertThat(client.messages("INBOX")).hasSize(1);
            mine.stop();
            mine.startAgain();
            assertThat(client.messages("INBOX")).hasSize(1);
        }
    }

    @Test
    void folders_can_be_laid_out_otherwise() {
        try (var mine = DovecotServer.with()
                .withoutFolders()
                .folder("Papierkorb", "\\Trash")
                .folder("Trash", "")
                .separator('.')
                .prefix("INBOX.")
                .start()) {
            var client = mine.addUser("emil", "secret").client("emil", "secret");

            assertThat(client.folders()).containsExactlyInAnyOrder("INBOX", "INBOX.Papierkorb", "INBOX.Trash");
        }
    }

    @Test
    void rights_on_a_folder_can_be_taken_away() {
        var client = server.addUser("fred", "secret").client("fred", "secret");
        var uid = client.append("INBOX", "<1@x>");

        client.rights("INBOX", "lra");

        assertThat(client.in("INBOX")).anyMatch(line -> line.contains("[READ-ONLY]"));
        client.store("INBOX", uid, "+FLAGS (\\Seen)"); // Dovecot says OK to a STORE that it does not carry out
        assertThat(client.message("INBOX", "<1@x>").seen()).isFalse();
    }
}
