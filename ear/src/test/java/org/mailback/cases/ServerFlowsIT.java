package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailback.rig.CyrusForTests;
import org.mailback.rig.CyrusServer;
import org.mailback.rig.EmbeddedMail;
import org.mailback.rig.ImapClient.Held;

/** The main flows on the embedded server, on both judges, and on Cyrus as it was set up for decades: every folder below INBOX. */
class ServerFlowsIT extends DovecotCases {

    private static final int MANY = 1_200;

    private static CyrusServer classic;
    private static EmbeddedMail embedded;

    @AfterAll
    static void stop() {
        if (embedded != null) {
            embedded.close();
            embedded = null;
        }
        if (classic != null) {
            classic.close();
            classic = null;
        }
    }

    static Stream<MailServer> servers() {
        CyrusForTests.assume();
        if (classic == null) {
            classic = CyrusServer.with()
                    .withoutFolders()
                    .folder("Papierkorb", "trash")
                    .folder("Trash", "")
                    .classicNames()
                    .immediateExpunge()
                    .start();
        }
        if (embedded == null) {
            embedded = EmbeddedMail.onFreePort().start();
        }
        return Stream.of(
                MailServer.of(embedded),
                MailServer.of(dovecot()),
                MailServer.of(CyrusForTests.shared()),
                MailServer.of(classic, "INBOX.", "INBOX.Papierkorb"));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void many_messages_are_read_trashed_and_restored_in_few_commands(MailServer server) {
        var names = IntStream.rangeClosed(1, MANY).mapToObj(n -> "M" + n).toArray(String[]::new);
        var mail = scenario(server).given(names).connected();
        mail.nameAll();

        mail.bulk("mark-read", mail.ids(names)).expect(200);
        mail.bulk("trash", mail.ids(names)).expect(200);
        mail.drain();
        assertThat(mail.c2().messages(server.trash())).hasSize(MANY).allMatch(Held::seen);
        assertThat(mail.c2().messages("INBOX")).isEmpty();

        mail.bulk("restore", mail.ids(names)).expect(200);
        mail.drain();
        assertThat(mail.c2().messages("INBOX")).hasSize(MANY).allMatch(Held::seen);
        assertThat(mail.proxy().commands("UID STORE").size()).isLessThanOrEqualTo(MANY / 100);
        assertThat(mail.proxy().commands("UID MOVE").size()).isLessThanOrEqualTo(2 * MANY / 100);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void to_the_trash_and_back_and_away_for_ever_touching_nothing_else(MailServer server) {
        var projects = server.folder("Projects");
        var mail = scenario(server);
        mail.c2().create(projects);
        mail.append(
                        projects,
                        mail.mail("M1").flags("\\Flagged", "$Work"),
                        mail.mail("M9").flags("\\Deleted"))
                .append("INBOX", mail.mail("M8").flags("\\Deleted"))
                .append(server.trash(), mail.mail("M7").flags("\\Deleted"))
                .given("M2")
                .connected();

        mail.trash("M1", "M2").expect(200);
        mail.drain();
        assertThat(mail.held(server.trash(), "M1").flags()).containsExactlyInAnyOrder("\\Flagged", "$Work");
        assertThat(mail.uid("M1")).isEqualTo(mail.held(server.trash(), "M1").uid());

        mail.restore("M1").expect(200);
        mail.delete("M2").expect(200);
        mail.drain();
        assertThat(mail.held(projects, "M1").flags()).containsExactlyInAnyOrder("\\Flagged", "$Work");
        assertThat(mail.shown("M1").folder().name()).isEqualTo(projects);
        assertThat(mail.count(server.trash(), "M2")).isZero();
        mail.expectCopies("M2", 0);
        assertThat(List.of(mail.held(projects, "M9"), mail.held("INBOX", "M8"), mail.held(server.trash(), "M7")))
                .allMatch(Held::deleted);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void wishes_that_were_taken_back_never_reach_the_server(MailServer server) {
        var mail = scenario(server).given("M1", "M2").connected();
        var sync = mail.holdSync();
        mail.markRead("M1").expect(200);
        mail.markUnread("M1").expect(200);
        mail.markRead("M1").expect(200);
        mail.trash("M2").expect(200);
        mail.restore("M2").expect(200);

        sync.release();
        mail.drain();

        assertThat(mail.proxy().commands("UID (STORE|MOVE|COPY)")).hasSize(1);
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.count("INBOX", "M2")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_move_of_which_no_answer_came_is_not_done_twice(MailServer server) {
        for (var moment : List.of("silently", "after the reply")) {
            var mail = scenario(server).given("M1", "M2", "M3").connected();
            var move = mail.proxy().when("UID MOVE").times(1);
            var cut = moment.equals("silently") ? move.cutSilently() : move.cutAfterReply();

            mail.trash("M1", "M2").expect(200);
            mail.awaitIdle();

            assertThat(cut.hits()).as(moment).isEqualTo(1);
            assertThat(mail.count(server.trash(), "M1")).as(moment).isEqualTo(1);
            assertThat(mail.count(server.trash(), "M2")).as(moment).isEqualTo(1);
            assertThat(mail.count("INBOX", "M3")).as(moment).isEqualTo(1);
            assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void what_another_client_does_arrives_with_the_next_sync_again_and_again(MailServer server) {
        var mail = scenario(server).given("M1", "M2", "M3").connected();
        List.of("M1", "M2", "M3").forEach(mail::release);

        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS (\\Seen $Work)");
        mail.drain();
        assertThat(mail.shown("M1").seen()).isTrue();
        assertThat(mail.flags("M1")).containsExactly("$Work");
        assertThat(mail.shown("M2").seen()).isFalse();

        mail.markRead("M2").expect(200);
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "-FLAGS (\\Seen $Work)");
        mail.c2().expunge("INBOX", mail.held("INBOX", "M3").uid());
        mail.expectCopies("M3", 0);
        mail.drain();
        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.flags("M1")).isEmpty();
        assertThat(mail.shown("M2").seen()).isTrue();
        assertThat(mail.isShown("M3")).isFalse();

        mail.release("M2");
        mail.c2().move("INBOX", mail.held("INBOX", "M2").uid(), server.trash());
        mail.given("M4").expectCopies("M4", 1);
        mail.drain();
        assertThat(mail.shown("M2").folder().role()).isEqualTo("trash");
        assertThat(mail.isShown("M4")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_folder_that_was_made_anew_is_never_acted_on_by_old_numbers(MailServer server) {
        var projects = server.folder("Projects");
        var mail = scenario(server);
        mail.c2().create(projects);
        mail.givenIn(projects, "M1", "M2").connected();
        var sync = mail.holdSync();
        mail.release("M1");
        mail.release("M2");
        mail.markRead("M1").expect(200);
        mail.trash("M2").expect(200);
        makeAnew(mail, projects);
        mail.givenIn(projects, "M8", "M9");
        mail.expectCopies("M1", 0);
        mail.expectCopies("M2", 0);
        mail.expectCopies("M8", 1);
        mail.expectCopies("M9", 1);

        sync.release();
        mail.drain();

        assertThat(mail.c2().messages(projects)).hasSize(2).noneMatch(Held::seen);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
        assertThat(mail.isShown("M1")).isFalse();
        assertThat(mail.isShown("M9")).isTrue();
    }

    /** The embedded server numbers folders by the second, so one that is made twice in a second has the same number. */
    private static void makeAnew(Scenario mail, String folder) {
        var old = mail.c2().uidValidity(folder);
        await().until(() -> {
            mail.c2().delete(folder);
            mail.c2().create(folder);
            return mail.c2().uidValidity(folder) != old;
        });
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_refused_password_asks_for_another_and_loses_nothing(MailServer server) {
        var mail = scenario(server).given("M1").connected();
        server.addUser(mail.name(), "another password");
        mail.proxy().cut();
        mail.markRead("M1").expect(200);
        await().atMost(Scenario.PATIENCE).until(() -> state(mail).equals("auth_required"));
        assertThat(mail.live()).singleElement().extracting(Queued::attempts).isEqualTo(0);

        var known = Json.createObjectBuilder().add("password", "another password");
        mail.user().send("PATCH", "accounts/" + mail.account(), known.build()).expect(200);
        mail.newMailPassword("another password");
        mail.awaitIdle();

        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.operation("M1").attempts()).isEqualTo(1);
    }

    private static String state(Scenario mail) {
        return mail.user().get("accounts/" + mail.account()).getString("state");
    }
}
