package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.LyingServer;

/** Not in the catalogue, but in the field: servers, folders and rights that are not as one would think. */
class OddServerCasesIT extends DovecotCases {

    @Test
    void N11_a_folder_that_may_be_seen_but_not_opened_keeps_nothing_else_from_being_read() {
        var mail = scenario();
        mail.c2().create("Board");
        mail.givenIn("Board", "M1").given("M2").connected();
        mail.expectCopies("M1", 1);
        mail.c2().rights("Board", "la");
        mail.proxy().cut();
        mail.expectCopies("M3", 1);
        mail.given("M3");

        mail.markRead("M2").expect(200);
        mail.drain();

        assertThat(mail.isShown("M3")).isTrue();
        assertThat(mail.held("INBOX", "M2").seen()).isTrue();
        assertThat(mail.user().get("accounts/" + mail.account()).getString("state"))
                .isEqualTo("active");
        mail.c2().rights("Board", "lrswipkxtea");
    }

    @Test
    void N12_a_folder_that_cannot_be_opened_for_the_moment_uses_up_no_message_of_the_others() {
        var mail = scenario();
        mail.c2().create("Projects");
        mail.givenIn("Projects", "M1").given("M2").connected();
        var refusal = mail.proxy()
                .when("SELECT \"?Projects")
                .answer("NO [INUSE] somebody else is at it")
                .times(2);
        mail.proxy().cut(); // the import may have left the folder open

        mail.trash("M1").expect(200);
        mail.trash("M2").expect(200);
        mail.drain();

        assertThat(refusal.hits()).isEqualTo(2);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
        assertThat(mail.c2().messages("Trash")).hasSize(2);
    }

    @Test
    void N13_what_the_server_can_do_is_asked_after_signing_in() {
        var mail = scenario();
        mail.proxy()
                .rewrite("^\\* OK \\[CAPABILITY [^]]*]", "* OK [CAPABILITY IMAP4rev1 MOVE UIDPLUS CONDSTORE X-BEFORE]")
                .rewrite("^(\\S+ OK) \\[CAPABILITY [^]]*]", "$1")
                .hideCapability("MOVE");
        mail.given("M1").connected();

        mail.trash("M1").expect(200);
        mail.drain();

        assertThat(mail.proxy().commands("UID MOVE")).isEmpty();
        assertThat(mail.proxy().commands("UID COPY")).hasSize(1);
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("INBOX", "M1")).isZero();
    }

    @Test
    void N14_folders_may_have_any_name() {
        var names = List.of(
                "100% of it",
                "a * star",
                "say \"what\"",
                "back\\slash",
                "R&-D",
                "two  spaces ",
                "&AOk-t&AOk-",
                "&2D3cqQ-",
                "(list) {3}",
                "inbox");
        var mail = scenario();
        var messages = new ArrayList<String>();
        var homes = new ArrayList<String>();
        for (var name : names) {
            try {
                if (!name.equals("inbox")) {
                    mail.c2().create(name);
                }
            } catch (IllegalStateException notHere) {
                continue;
            }
            homes.add(name);
            messages.add("M" + messages.size());
            mail.givenIn(name, messages.get(messages.size() - 1));
        }
        assertThat(homes).hasSizeGreaterThanOrEqualTo(8);
        mail.connected();
        var all = messages.toArray(String[]::new);

        mail.markRead(all).expect(200);
        mail.trash(all).expect(200);
        mail.drain();
        assertThat(mail.c2().messages("Trash")).hasSize(all.length).allMatch(held -> held.seen());
        mail.restore(all).expect(200);
        mail.drain();

        for (var n = 0; n < all.length; n++) {
            mail.release(all[n]);
            mail.expectCopies(all[n], 1);
            assertThat(mail.count(homes.get(n), all[n])).as(homes.get(n)).isEqualTo(1);
        }
        assertThat(mail.operations()).allMatch(operation -> operation.is("completed") && operation.note() == null);
    }

    @Test
    void N15_a_trash_that_is_only_a_name_above_other_folders_becomes_one() {
        try (var server = DovecotServer.with().withoutFolders().start()) {
            var mail = scenario(MailServer.of(server));
            mail.c2().create("Trash/2025");
            mail.given("M1").connected();

            mail.trash("M1").expect(200);
            mail.drain();

            assertThat(mail.count("Trash", "M1")).isEqualTo(1);
            assertThat(mail.count("INBOX", "M1")).isZero();
            what_holds_after_every_case();
        }
    }

    @Test
    void N16_of_a_set_that_the_server_moved_in_part_the_rest_follows() {
        var mail = scenario().given("M1", "M2", "M3").connected();
        var read = mail.proxy().when("UID STORE").holdCommand().times(1);
        mail.proxy().when("UID MOVE").answer("NO some of them").times(1);
        mail.markRead("M3").expect(200);
        mail.trash("M1", "M2", "M3").expect(200);
        read.awaitHit(Scenario.PATIENCE);
        mail.c2().move("INBOX", mail.held("INBOX", "M1").uid(), "Trash");

        read.release();
        mail.drain();

        assertThat(mail.c2().messages("Trash")).hasSize(3);
        assertThat(mail.c2().messages("INBOX")).isEmpty();
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
    }

    @Test
    void N17_a_trash_that_is_full_in_the_middle_of_a_set_loses_and_doubles_nothing() {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE");
        mail.given("M1", "M2", "M3").connected();
        var poison = mail.held("INBOX", "M2").uid();
        mail.proxy().when("UID COPY").includingUid(poison).answer("NO [OVERQUOTA] full");

        mail.trash("M1", "M2", "M3").expect(200);
        mail.drain();
        assertThat(mail.operations()).extracting(Queued::errorClass).containsOnly("quota");
        assertThat(mail.c2().messages("INBOX")).hasSize(3);

        mail.proxy().clearRules();
        mail.proxy().hideCapability("MOVE");
        var all = Json.createObjectBuilder()
                .add(
                        "ids",
                        Rest.array(mail.operations().stream().map(Queued::id).toList()));
        mail.admin().post("sync/retry", all.build()).expect(200);
        mail.awaitIdle();
        assertThat(mail.c2().messages("Trash")).hasSize(3);
    }

    @Test
    void N18_an_account_connected_anew_while_a_move_is_in_flight_starts_from_what_the_server_has() {
        var mail = scenario().given("M1", "M2").connected();
        var move = mail.proxy().when("UID MOVE").holdReply().times(1);
        mail.trash("M1").expect(200);
        mail.markRead("M2").expect(200);
        move.awaitHit(Scenario.PATIENCE);
        mail.lookAway();
        mail.user().send("DELETE", "accounts/" + mail.account(), null).expect(204);

        mail.connectAgain();
        move.release();
        mail.drain();

        assertThat(mail.operations()).isEmpty();
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
        mail.trash("M2").expect(200);
        mail.drain();
        assertThat(mail.c2().messages("Trash")).hasSize(2);
    }

    @Test
    void N19_what_is_deleted_for_ever_while_somebody_reads_it_leaves_no_copy_behind() {
        var mail = scenario().given("M1").connected();
        var body = mail.proxy().when("UID FETCH .*BODY").holdReply().times(1);
        var reading = CompletableFuture.supplyAsync(() -> mail.user().send("GET", "messages/" + mail.id("M1"), null));
        body.awaitHit(Scenario.PATIENCE);

        mail.delete("M1").expect(200);
        await().atMost(Scenario.PATIENCE).until(() -> mail.operation("M1").is("completed"));
        body.release();
        assertThat(reading.join().status()).isIn(200, 404, 410);
        mail.drain();

        assertThat(mail.c2().copies()).isEmpty();
        assertThat(mail.application()
                        .read(
                                "select count(*) from message_body where message_id = ?",
                                row -> row.getLong(1),
                                mail.id("M1")))
                .containsExactly(0L);
    }

    @Test
    void N20_keywords_of_any_kind_are_kept() {
        var keywords = new String[] {"$MDNSent", "NonJunk", "it's", "a.b-c_d", "<tag>", "1;2", "$Label1", "JUNK", "~x"};
        var mail = scenario();
        mail.append("INBOX", mail.mail("M1").flags(keywords)).connected();

        mail.markRead("M1").expect(200);
        mail.trash("M1").expect(200);
        mail.drain();

        assertThat(mail.held("Trash", "M1").flags()).contains(keywords);
        assertThat(mail.flags("M1")).contains(keywords);
    }

    private record Lie(String command, LyingServer.Lie told, String complaint) {}

    @Test
    void N21_a_server_that_lies_or_never_ends_harms_its_own_account_only_which_says_what_is_wrong() {
        var lies = List.of(
                new Lie(LyingServer.GREETING, words -> words.line("* OK {2147483647}"), "announces 2147483647 octets"),
                new Lie("SELECT", words -> words.forEver("* OK [X-A b]\r\n"), "more than 10000 responses"),
                new Lie("UID STORE", words -> words.forEver("x".repeat(8_000)), "more than 16777216 octets"));
        var healthy = scenario().given("M0", "M1", "M2").connected();
        var harmed = new ConnectedAccount(Application.deployed()) {};
        try (var server = LyingServer.start()) {
            server.mailbox().deliver("INBOX", "a");
            harmed.connect(server.host(), server.port(), "secret");
            var id = harmed.shown().get(0).id();
            lies.forEach(lie -> {
                server.repent();
                server.lie(lie.command(), lie.told());
                harmed.user().post("messages/" + id + "/mark-read").expect(200);
                await(lie.command())
                        .atMost(Scenario.PATIENCE)
                        .until(() -> complaint(harmed).contains(lie.complaint()));

                var message = "M" + lies.indexOf(lie);
                healthy.markRead(message).expect(200);
                healthy.awaitIdle();
                assertThat(healthy.operation(message).status()).isEqualTo("completed");
                assertThat(healthy.held("INBOX", message).seen()).isTrue();
                assertThat(harmed.operations().get(0).status()).isEqualTo("pending");
            });

            server.repent();
            harmed.awaitIdle();
            assertThat(server.mailbox().census()).containsExactly("INBOX/a (read)");
            assertThat(complaint(harmed)).isEmpty();
            assertThat(harmed.operations())
                    .singleElement()
                    .satisfies(operation -> assertThat(operation.status()).isEqualTo("completed"));
        } finally {
            harmed.user().send("DELETE", "accounts/" + harmed.account(), null);
        }
    }

    private static String complaint(ConnectedAccount mail) {
        return mail.user().get("accounts/" + mail.account()).getString("stateReason", "");
    }
}
