package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.ProxyRule;

/** Connections that break at the worst moments: nothing is lost, nothing happens twice. */
class CutCasesIT extends DovecotCases {

    private static final int MOST_COMMANDS = 40;

    @Test
    void C4_cut_after_the_copy_the_move_is_finished_without_a_second_copy() {
        cutWithoutMove("UID COPY", ProxyRule::cutAfterReply);
        cutWithoutMove("UID COPY", ProxyRule::cutSilently);
    }

    @Test
    void C6_cut_between_the_mark_and_the_expunge_the_move_is_finished() {
        cutWithoutMove("UID EXPUNGE", ProxyRule::cutBeforeCommand);
        cutWithoutMove("UID EXPUNGE", ProxyRule::cutSilently);
    }

    private void cutWithoutMove(String command, UnaryOperator<ProxyRule> cut) {
        var mail = scenario();
        mail.proxy().hideCapability("MOVE");
        mail.given("M1", "M2")
                .append("INBOX", mail.mail("M9").flags("\\Deleted"))
                .connected();
        var rule = cut.apply(mail.proxy().when(command)).times(1);

        mail.trash("M1", "M2").expect(200);
        mail.awaitIdle();

        assertThat(rule.hits()).isEqualTo(1);
        assertThat(mail.proxy().commands("UID COPY")).hasSize(1);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("Trash", "M2")).isEqualTo(1);
        assertThat(mail.c2().messages("INBOX"))
                .singleElement()
                .extracting(held -> held.messageId())
                .isEqualTo(mail.messageId("M9"));
    }

    /** One cut before, or after the server has acted on, each command of a drain of all kinds, until there is none left. */
    @ParameterizedTest
    @CsvSource({"before, true", "after, true", "before, false", "after, false"})
    void C7_a_cut_at_any_command_ends_as_if_there_had_been_none(String moment, boolean serverMoves) {
        var mail = scenario();
        if (!serverMoves) {
            mail.proxy().hideCapability("MOVE");
        }
        var unseen = new ArrayList<String>();
        var trashed = new ArrayList<String>();
        for (var round = 0; round < MOST_COMMANDS; round++) {
            unseen.add("first" + round);
            unseen.add("read" + round);
            unseen.add("trash" + round);
            trashed.add("restore" + round);
            trashed.add("delete" + round);
            mail.append("INBOX", mail.mail("unread" + round).flags("\\Seen"));
        }
        mail.given(unseen.toArray(String[]::new)).givenIn("Trash", trashed.toArray(String[]::new));
        mail.connected();

        var round = 0;
        while (cutAt(round, moment, mail)) {
            round++;
            assertThat(round).isLessThan(MOST_COMMANDS);
        }
        assertThat(round).isGreaterThan(8);
        assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
        assertThat(mail.operations()).extracting(Queued::attempts).containsOnly(1);
    }

    private static boolean cutAt(int round, String moment, Scenario mail) {
        var hold = mail.proxy().when("").holdCommand();
        mail.markRead("first" + round).expect(200);
        hold.awaitHit(Scenario.PATIENCE);
        mail.markRead("read" + round).expect(200);
        mail.markUnread("unread" + round).expect(200);
        mail.trash("trash" + round).expect(200);
        mail.restore("restore" + round).expect(200);
        mail.delete("delete" + round).expect(200);
        var command = mail.proxy()
                .when("^(SELECT|STATUS|UID (STORE|MOVE|COPY|EXPUNGE|SEARCH))")
                .skip(round)
                .times(1);
        var cut = moment.equals("before") ? command.cutBeforeCommand() : command.cutSilently();
        hold.release();
        mail.awaitIdle();

        assertThat(mail.held("INBOX", "first" + round).seen()).isTrue();
        assertThat(mail.held("INBOX", "read" + round).seen()).isTrue();
        assertThat(mail.held("INBOX", "unread" + round).seen()).isFalse();
        assertThat(mail.count("Trash", "trash" + round)).isEqualTo(1);
        assertThat(mail.count("INBOX", "restore" + round)).isEqualTo(1);
        assertThat(mail.count("Trash", "delete" + round)).isZero();
        var wasCut = cut.hits() > 0;
        cut.release();
        return wasCut;
    }

    @Test
    void C14_a_mail_server_that_restarts_in_the_middle_of_it_gets_the_rest_later() {
        try (var server = DovecotServer.start()) {
            var mail = scenario(MailServer.of(server));
            var names = IntStream.rangeClosed(1, 10).mapToObj(n -> "M" + n).toArray(String[]::new);
            mail.given(names).connected();
            var move = mail.proxy().when("UID MOVE").holdCommand().times(1);
            mail.markRead(names).expect(200);
            mail.trash(names).expect(200);
            move.awaitHit(Scenario.PATIENCE);

            server.stop();
            server.startAgain();
            move.release();
            mail.awaitIdle();

            assertThat(mail.c2().messages("Trash")).hasSize(10).allMatch(held -> held.seen());
            assertThat(mail.c2().messages("INBOX")).isEmpty();
            assertThat(mail.operations()).extracting(Queued::status).containsOnly("completed");
            what_holds_after_every_case();
        }
    }

    @Test
    void T15_a_move_that_was_claimed_but_not_sent_ends_like_one_in_flight() {
        var mail = scenario().given("M1").connected();
        var move = mail.proxy().when("UID MOVE").holdCommand().times(1);

        mail.trash("M1").expect(200);
        move.awaitHit(Scenario.PATIENCE);
        mail.restore("M1").expect(200);
        move.release();
        mail.drain();

        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        assertThat(mail.count("Trash", "M1")).isZero();
    }
}
