package org.mailback.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CyrusServerTest {

    private static CyrusServer server;

    @BeforeAll
    static void start() {
        CyrusForTests.assume();
        server = CyrusServer.start();
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
        assertThat(client.run("LIST \"\" \"*\" RETURN (SPECIAL-USE)")).anyMatch(line -> line.contains("\\trash"));
    }

    @Test
    void a_changed_password_counts_at_once() {
        server.addUser("bert", "old").addUser("bert", "new");

        assertThat(server.client("bert", "new").messages("INBOX")).isEmpty();
        assertThatThrownBy(() -> server.client("bert", "old").messages("INBOX"))
                .hasMessageContaining("Login failed")
                .hasMessageNotContaining("old");
    }

    @Test
    void a_server_that_was_stopped_or_killed_comes_back_with_its_mail() {
        try (var mine = CyrusServer.start()) {
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
    void folders_can_have_their_classic_names() {
        try (var mine = CyrusServer.with()
                .withoutFolders()
                .folder("Papierkorb", "trash")
                .folder("Trash", "")
                .classicNames()
                .start()) {
            var client = mine.addUser("emil", "secret").client("emil", "secret");

            assertThat(client.folders()).containsExactlyInAnyOrder("INBOX", "INBOX.Papierkorb", "INBOX.Trash");
        }
    }
}
