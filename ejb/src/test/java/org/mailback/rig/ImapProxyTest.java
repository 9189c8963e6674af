package org.mailback.rig;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImapProxyTest {

    private static DovecotServer server;
    private static int users;

    private ImapProxy proxy;
    private ImapClient direct;
    private ImapClient proxied;

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

    @BeforeEach
    void aFreshUserBehindAProxy() {
        var user = "user" + ++users;
        direct = server.addUser(user, "secret").client(user, "secret");
        proxy = ImapProxy.before(server);
        proxied = new ImapClient(proxy.host(), proxy.port(), user, "secret");
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void commands_are_logged_without_credentials_and_literals_pass_untouched() {
        var text = "Message-ID: <1@x>\r\n\r\nx1 LOGIN a b\r\nfake {5}\r\n* OK [COPYUID 1 2 3]\r\n";
        proxy.stripCopyUid();

        proxied.append("INBOX", ImapClient.Mail.withId("").text(text));

        assertThat(proxied.messages("INBOX")).hasSize(1);
        assertThat(direct.in("INBOX", "UID FETCH 1:* BODY.PEEK[]")).anyMatch(line -> line.contains("[COPYUID 1 2 3]"));
        assertThat(proxied.in("INBOX", "UID FETCH 1:* BODY.PEEK[]")).anyMatch(line -> line.contains("[COPYUID 1 2 3]"));
        assertThat(proxy.commands("LOGIN")).containsOnly("LOGIN");
        assertThat(proxy.commands("APPEND")).hasSize(1);
        assertThat(proxy.commands("fake")).isEmpty();
    }

    @Test
    void a_command_can_be_refused_a_number_of_times_without_reaching_the_server() {
        var uid = direct.append("INBOX", "<1@x>");
        var rule = proxy.when("UID STORE").answer("NO [UNAVAILABLE] later").times(2);

        for (var attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> proxied.store("INBOX", uid, "+FLAGS (\\Seen)"))
                    .hasMessageContaining("UNAVAILABLE");
        }
        assertThat(direct.message("INBOX", "<1@x>").seen()).isFalse();
        proxied.store("INBOX", uid, "+FLAGS (\\Seen)");

        assertThat(direct.message("INBOX", "<1@x>").seen()).isTrue();
        assertThat(rule.hits()).isEqualTo(2);
        assertThat(proxy.commands("UID STORE")).hasSize(3);
    }

    @Test
    void a_rule_can_be_for_one_uid_and_skip_some() {
        direct.append("INBOX", "<1@x>");
        direct.append("INBOX", "<2@x>");
        direct.append("INBOX", "<3@x>");
        proxy.when("UID STORE").includingUid(2).skip(1).answer("BAD poison");

        proxied.store("INBOX", 2, "+FLAGS (\\Seen)");
        proxied.store("INBOX", 3, "+FLAGS (\\Seen)");

        assertThatThrownBy(() -> proxied.in("INBOX", "UID STORE 1:3 +FLAGS (\\Seen)"))
                .hasMessageContaining("BAD");
        assertThat(direct.message("INBOX", "<1@x>").seen()).isFalse();
    }

    @Test
    void a_reply_can_be_held_after_the_server_did_its_work() {
        var uid = direct.append("INBOX", "<1@x>");
        var hold = proxy.when("UID MOVE").holdReply();

        var move = CompletableFuture.runAsync(() -> proxied.move("INBOX", uid, "Trash"));
        hold.awaitHit(ofSeconds(5));

        assertThat(direct.messages("Trash")).hasSize(1);
        assertThat(move).isNotDone();
        hold.release();
        assertThat(move).succeedsWithin(ofSeconds(5));
    }

    @Test
    void a_command_can_be_held_before_the_server_sees_it() {
        var uid = direct.append("INBOX", "<1@x>");
        var hold = proxy.when("UID MOVE").holdCommand();

        var move = CompletableFuture.runAsync(() -> proxied.move("INBOX", uid, "Trash"));
        hold.awaitHit(ofSeconds(5));

        assertThat(direct.messages("INBOX")).hasSize(1);
        hold.release();
        assertThat(move).succeedsWithin(ofSeconds(5));
    }

    @Test
    void a_connection_can_be_cut_before_or_after_the_server_did_its_work() {
        var uid = direct.append("INBOX", "<1@x>");

        proxy.when("UID STORE").cutBeforeCommand().times(1);
        assertThatThrownBy(() -> proxied.store("INBOX", uid, "+FLAGS (\\Seen)")).hasMessageContaining("UID STORE");
        assertThat(direct.message("INBOX", "<1@x>").seen()).isFalse();

        proxy.when("UID STORE").cutBeforeReply().times(1);
        assertThatThrownBy(() -> proxied.store("INBOX", uid, "+FLAGS (\\Seen)")).hasMessageContaining("UID STORE");
        assertThat(direct.message("INBOX", "<1@x>").seen()).isTrue();
    }

    @Test
    void capabilities_and_copyuid_can_be_hidden() {
        var uid = direct.append("INBOX", "<1@x>");
        proxy.hideCapability("MOVE", "UIDPLUS").stripCopyUid();

        var capabilities = proxied.run("CAPABILITY").get(0);
        assertThat(capabilities).contains("CONDSTORE").doesNotContain("MOVE").doesNotContain("UIDPLUS");
        assertThat(proxied.in("INBOX", "UID MOVE " + uid + " Trash")).noneMatch(line -> line.contains("COPYUID"));
        assertThat(direct.messages("Trash")).hasSize(1);
    }

    @Test
    void a_reply_can_be_replaced_and_preceded() {
        var uid = direct.append("INBOX", "<1@x>");
        proxy.when("UID STORE").replaceReply("NO [SERVERBUG] oops");
        proxy.when("UID MOVE").sendBeforeReply("* BYE going down");

        assertThatThrownBy(() -> proxied.store("INBOX", uid, "+FLAGS (\\Seen)")).hasMessageContaining("SERVERBUG");
        assertThat(direct.message("INBOX", "<1@x>").seen()).isTrue();
        assertThat(proxied.in("INBOX", "UID MOVE " + uid + " Trash")).contains("* BYE going down");
    }

    @Test
    void the_proxy_can_go_down_and_come_back() {
        proxy.down();
        assertThatThrownBy(() -> proxied.messages("INBOX")).hasMessageContaining("refused");
        proxy.up();
        assertThat(proxied.messages("INBOX")).isEmpty();
        await().untilAsserted(() -> assertThat(proxy.openConnections()).isZero());
    }

    @Test
    void a_black_hole_lets_nothing_pass() {
        proxy.blackHole();
        var call = CompletableFuture.supplyAsync(() -> proxied.messages("INBOX"));
        await().until(() -> proxy.openConnections() == 1);
        assertThat(call).isNotDone();
        proxy.cut();
        assertThat(call).failsWithin(ofSeconds(5));
    }

    @Test
    void rude_commands_are_found_out() {
        var uid = direct.append("INBOX", "<1@x>");

        proxied.in("INBOX", "UID STORE " + uid + " +FLAGS (\\Deleted)", "UID EXPUNGE " + uid, "UNSELECT");
        proxied.run("EXAMINE INBOX", "CLOSE");
        assertThatCode(proxy::assertPolite).doesNotThrowAnyException();

        proxied.in("INBOX", "CLOSE");
        assertThatThrownBy(proxy::assertPolite).hasMessageContaining("CLOSE");
        proxy.clearLog();
        proxied.in("INBOX", "EXPUNGE");
        assertThatThrownBy(proxy::assertPolite).hasMessageContaining("EXPUNGE");
    }
}
