package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailback.rig.CyrusForTests;
import org.mailback.rig.CyrusServer;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.EmbeddedMail;

/** The promise in three tests, on the embedded mail server everywhere and on Dovecot and Cyrus where they are. */
class WriteBackIT extends Cases {

    private static EmbeddedMail embedded;

    @AfterAll
    static void stop() {
        if (embedded != null) {
            embedded.close();
            embedded = null;
        }
    }

    static Stream<MailServer> servers() {
        if (embedded == null) {
            embedded = EmbeddedMail.onFreePort().start();
        }
        var servers = Stream.<MailServer>builder().add(MailServer.of(embedded));
        if (DovecotServer.isInstalled()) {
            servers.add(MailServer.of(dovecot()));
        }
        if (CyrusServer.isInstalled()) {
            servers.add(MailServer.of(CyrusForTests.shared()));
        }
        return servers.build();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_message_that_was_marked_read_is_read_at_the_provider_after_a_sync(MailServer server) {
        var mail = scenario(server).given("M1", "M2").connected();

        mail.markRead("M1").expect(200);
        assertThat(mail.shown("M1").seen()).isTrue();
        mail.drain();

        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.held("INBOX", "M2").seen()).isFalse();
        assertThat(mail.shown("M1").sync()).isEqualTo("synced");
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_provider_that_fails_at_first_is_tried_again_until_it_succeeds(MailServer server) {
        var mail = scenario(server).given("M1").connected();
        mail.proxy().when("UID (STORE|MOVE)").answer("NO [UNAVAILABLE] later").times(1);

        mail.trash("M1").expect(200);
        mail.awaitIdle();

        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("INBOX", "M1")).isZero();
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void at_the_maximum_it_is_failed_and_listed_and_an_administrators_retry_succeeds(MailServer server) {
        var mail = scenario(server).given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later");
        mail.markRead("M1").expect(200);
        mail.awaitIdle();

        assertThat(mail.listed("failed")).singleElement().satisfies(operation -> {
            assertThat(operation.getString("kind")).isEqualTo("mark_read");
            assertThat(operation.getInt("attempts")).isEqualTo(3);
            assertThat(operation.getString("lastError")).contains("UNAVAILABLE");
        });
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();

        mail.proxy().clearRules();
        mail.admin().post("sync/retry/" + mail.operation("M1").id()).expect(200);
        mail.awaitIdle();
        assertThat(mail.listed("failed")).isEmpty();
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.shown("M1").sync()).isEqualTo("synced");
    }
}
