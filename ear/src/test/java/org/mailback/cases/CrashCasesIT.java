package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.cases.Rest.Answer;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.PostgresServer;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** A node that is killed once, while four accounts stand at the worst moments, and started again. */
class CrashCasesIT {

    private static final List<Scenario> SCENARIOS = new ArrayList<>();

    private static PostgresServer.Database database;
    private static WildFlyNode node;
    private static Scenario beforeCommit;
    private static Scenario inCommit;
    private static Scenario beforeSending;
    private static Scenario beforeSettling;
    private static CompletableFuture<Answer> clickBeforeCommit;
    private static CompletableFuture<Answer> clickInCommit;

    @BeforeAll
    static void one_crash_at_four_moments() throws SQLException {
        DovecotForTests.assume();
        database = TestWorld.postgres().createDatabase("crash");
        node = WildFlyNode.with("crash", database)
                .setting("mailback.lane.lease", "PT8S")
                .start();
        beforeCommit = scenario().given("M1").connected();
        inCommit = scenario().given("M1").connected();
        beforeSending = scenario().given("M1").connected();
        beforeSettling = scenario().given("M1").connected();
        try (var change = DatabaseFault.stuckBeforeCommit(beforeCommit);
                var commit = DatabaseFault.stuckInCommit(inCommit)) {
            clickBeforeCommit = click(beforeCommit);
            change.awaitStuck();
            clickInCommit = click(inCommit);
            commit.awaitStuck();
            var move = beforeSettling.proxy().when("UID MOVE").holdReply().times(1);
            beforeSettling.trash("M1").expect(200);
            move.awaitHit(Scenario.PATIENCE);
            try (var settling = LaneLock.of(beforeSettling)) {
                move.release();
                settling.awaitWaiting();
                var store =
                        beforeSending.proxy().when("UID STORE").holdCommand().times(1);
                beforeSending.markRead("M1").expect(200);
                store.awaitHit(Scenario.PATIENCE);

                SCENARIOS.forEach(Scenario::lookAway);
                node.kill();
                beforeSending.proxy().cut();
                store.release();
            }
            change.release();
            commit.release();
        }
        assertThat(beforeSending.held("INBOX", "M1").seen()).isFalse();
        assertThat(beforeSettling.count("Trash", "M1")).isEqualTo(1);
        assertThat(inCommit.live()).hasSize(1);
        node.startAgain();
        SCENARIOS.forEach(Scenario::lookAgain);
    }

    private static Scenario scenario() {
        var scenario = new Scenario(Application.on(node, database), MailServer.of(Cases.dovecot()));
        SCENARIOS.add(scenario);
        return scenario;
    }

    private static CompletableFuture<Answer> click(Scenario mail) {
        var path = "messages/" + mail.id("M1") + "/mark-read";
        return CompletableFuture.supplyAsync(() -> mail.user().post(path));
    }

    @AfterAll
    static void stop() {
        SCENARIOS.forEach(Scenario::close);
        SCENARIOS.clear();
        if (node != null) {
            node.close();
        }
    }

    @Test
    void E3_killed_between_the_change_and_its_commit_leaves_neither() {
        var mail = beforeCommit;
        assertThat(clickBeforeCommit).isCompletedExceptionally();

        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.operations()).isEmpty();
        mail.drain();
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
        mail.verify();
    }

    @Test
    void E4_killed_right_after_the_commit_before_any_hint_the_timer_finds_the_work() {
        var mail = inCommit;
        assertThat(clickInCommit).isCompletedExceptionally();
        mail.expect("mark-read", "M1");

        assertThat(mail.shown("M1").seen()).isTrue();
        mail.awaitIdle();
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.proxy().commands("UID STORE")).hasSize(1);
        mail.verify();
    }

    @Test
    void C1_killed_before_the_command_was_sent_it_is_sent_once_the_lease_is_over() {
        var mail = beforeSending;
        mail.awaitIdle();

        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").attempts()).isEqualTo(1);
        assertThat(mail.proxy().commands("UID STORE")).hasSize(2);
        mail.verify();
    }

    @Test
    void C3_killed_between_the_servers_OK_and_the_commit_a_move_is_found_and_not_repeated() {
        var mail = beforeSettling;
        mail.awaitIdle();

        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("INBOX", "M1")).isZero();
        assertThat(mail.uid("M1")).isEqualTo(mail.held("Trash", "M1").uid());
        mail.verify();
    }

    @Test
    void C12_stopping_a_node_in_the_middle_of_it_fails_nothing_and_uses_no_attempt() {
        var names = new String[] {"M1", "M2", "M3", "M4", "M5"};
        var mail = scenario().given(names).connected();
        var move = mail.proxy().when("UID MOVE").holdReply().times(1);
        mail.markRead(names).expect(200);
        mail.trash(names).expect(200);
        move.awaitHit(Scenario.PATIENCE);

        SCENARIOS.forEach(Scenario::lookAway);
        var stopping = CompletableFuture.runAsync(node::stop);
        await().atMost(Scenario.PATIENCE).until(() -> !node.isReady());
        move.release();
        stopping.join();
        node.startAgain();
        SCENARIOS.forEach(Scenario::lookAgain);
        mail.awaitIdle();

        assertThat(mail.operations())
                .hasSize(10)
                .allMatch(operation -> operation.is("completed") && operation.attempts() == 1);
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        assertThat(mail.c2().messages("Trash")).hasSize(5).allMatch(held -> held.seen());
        mail.verify();
    }
}
