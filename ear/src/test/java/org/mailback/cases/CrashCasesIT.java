package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.PostgresServer;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** A node that is killed at the worst moments, and started again. */
class CrashCasesIT {

    private static PostgresServer.Database database;
    private static WildFlyNode node;

    private Scenario mail;

    @BeforeAll
    static void one_node() {
        DovecotForTests.assume();
        database = TestWorld.postgres().createDatabase("crash");
        node = WildFlyNode.with("crash", database)
                .setting("mailback.lane.lease", "PT4S")
                .start();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @BeforeEach
    void begin() {
        mail = new Scenario(Application.on(node, database), MailServer.of(Cases.dovecot()));
    }

    @AfterEach
    void what_holds_after_every_case() {
        try {
            mail.verify();
        } finally {
            mail.close();
        }
    }

    /** Kills the node, lets things happen while it is dead, and starts it again. */
    private void crash(AutoCloseable meanwhile) {
        mail.unwatched(() -> {
            node.kill();
            try {
                meanwhile.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            node.startAgain();
        });
    }

    @Test
    void E3_killed_between_the_change_and_its_commit_leaves_neither() throws SQLException {
        mail.given("M1").connected();
        try (var fault = DatabaseFault.stuckBeforeCommit(mail)) {
            var path = "messages/" + mail.id("M1") + "/mark-read";
            var click = CompletableFuture.supplyAsync(() -> mail.user().post(path));
            fault.awaitStuck();
            crash(fault::release);
            assertThat(click).isCompletedExceptionally();
        }

        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.operations()).isEmpty();
        mail.drain();
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
    }

    @Test
    void E4_killed_right_after_the_commit_before_any_hint_the_timer_finds_the_work() throws SQLException {
        mail.given("M1").connected();
        try (var fault = DatabaseFault.stuckInCommit(mail)) {
            var path = "messages/" + mail.id("M1") + "/mark-read";
            var click = CompletableFuture.supplyAsync(() -> mail.user().post(path));
            fault.awaitStuck();
            crash(() -> {
                fault.release();
                assertThat(mail.live()).hasSize(1);
            });
            assertThat(click).isCompletedExceptionally();
        }
        mail.expect("mark-read", "M1");

        assertThat(mail.shown("M1").seen()).isTrue();
        mail.awaitIdle();
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.proxy().commands("UID STORE")).hasSize(1);
    }

    @Test
    void C1_killed_before_the_command_was_sent_it_is_sent_once_the_lease_is_over() {
        mail.given("M1").connected();
        var store = mail.proxy().when("UID STORE").holdCommand().times(1);
        mail.markRead("M1").expect(200);
        store.awaitHit(Scenario.PATIENCE);

        crash(() -> {
            mail.proxy().cut();
            store.release();
            assertThat(mail.held("INBOX", "M1").seen()).isFalse();
        });
        mail.awaitIdle();

        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").attempts()).isEqualTo(1);
        assertThat(mail.proxy().commands("UID STORE")).hasSize(2);
    }

    @Test
    void C3_killed_between_the_servers_OK_and_the_commit_a_move_is_found_and_not_repeated() throws SQLException {
        mail.given("M1").connected();
        var move = mail.proxy().when("UID MOVE").holdReply().times(1);
        mail.trash("M1").expect(200);
        move.awaitHit(Scenario.PATIENCE);

        try (var lock = LaneLock.of(mail)) {
            move.release();
            lock.awaitWaiting();
            crash(lock);
        }
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        mail.awaitIdle();

        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.count("INBOX", "M1")).isZero();
        await().untilAsserted(() ->
                assertThat(mail.uid("M1")).isEqualTo(mail.held("Trash", "M1").uid()));
    }
}
