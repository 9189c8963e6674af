package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.cases.Rest.Answer;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.MortalPostgres;
import org.mailback.rig.PostgresServer;
import org.mailback.server.ApiClient;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/**
 * A database that dies, hangs, is full or says no, below a node that runs on: users are told, nothing is lost or done
 * twice, no operation fails or loses an attempt for it, and nobody has to restart the node.
 */
class DatabaseFaultsIT {

    private static final int POOL = 4;
    private static final int WORKERS = 5;

    /** The node is told 6 and 9 seconds; the rest is for a busy machine. */
    private static final Duration BOUNDED = Duration.ofSeconds(45);

    private static MortalPostgres postgres;
    private static PostgresServer.Database database;
    private static WildFlyNode node;

    private final List<Scenario> scenarios = new ArrayList<>();
    private final ExecutorService users = Executors.newCachedThreadPool();

    @BeforeAll
    static void a_node_and_a_database_of_its_own() {
        DovecotForTests.assume();
        MortalPostgres.assume();
        postgres = MortalPostgres.start(TestWorld.postgres());
        database = postgres.createDatabase("faults");
        node = WildFlyNode.with("faults", database)
                .setting("mailback.db.pool", String.valueOf(POOL))
                .setting("mailback.db.timeout", "6")
                .setting("mailback.db.socket-timeout", "9")
                .setting("mailback.sync.workers", String.valueOf(WORKERS))
                .setting("mailback.lane.lease", "PT6S")
                .start();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @AfterEach
    void what_holds_after_every_case() {
        try {
            for (var mail : scenarios) {
                mail.verify();
                assertThat(mail.operations())
                        .allMatch(operation -> operation.is("cancelled")
                                ? operation.attempts() == 0
                                : operation.is("completed") && operation.attempts() == 1);
            }
        } finally {
            scenarios.forEach(Scenario::close);
            users.shutdownNow();
        }
    }

    private Scenario scenario() {
        var scenario = new Scenario(Application.on(node, database), MailServer.of(Cases.dovecot()));
        scenarios.add(scenario);
        return scenario;
    }

    @Test
    void C13_a_database_killed_in_the_middle_of_a_drain_and_of_clicks_loses_nothing_and_does_nothing_twice() {
        var mail = scenario().given(names(30)).connected();
        var move = mail.proxy().when("UID MOVE").holdReply().times(1);
        mail.trash("M1", "M2").expect(200);
        move.awaitHit(Scenario.PATIENCE);
        mail.lookAway();

        var over = new AtomicBoolean();
        var clicks = CompletableFuture.supplyAsync(() -> clickUntil(over, mail), users);
        await().atMost(Scenario.PATIENCE).until(() -> mail.live().size() > 4);
        postgres.kill();
        move.release();
        await().atMost(Scenario.PATIENCE).until(() -> !node.isReady());
        over.set(true);

        assertThat(clicks.join()).allMatch(answer -> answer.status() == 200 || isUnavailable(answer));
        assertThat(mail.markUnread("M30")).matches(DatabaseFaultsIT::isUnavailable);
        assertThat(isAlive()).isTrue();
        postgres.startAgain();
        node.awaitReady();
        mail.lookAgain();
        mail.awaitIdle();
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
    }

    /** Every message is marked as it was before or not at all, so that a click of which nobody knows the end does no harm. */
    private static List<Answer> clickUntil(AtomicBoolean over, Scenario mail) {
        var answers = new ArrayList<Answer>();
        for (var n = 0; !over.get(); n++) {
            answers.add(mail.markRead("M" + (3 + n % 28)));
        }
        return answers;
    }

    @Test
    void C13_a_connection_lost_in_the_commit_of_a_click_is_told_and_the_whole_pool_is_renewed() throws SQLException {
        var mail = scenario().given("M1", "M2").connected();
        Answer lost;
        try (var fault = DatabaseFault.stuckInCommit(mail)) {
            var click = click(mail, "M1");
            fault.awaitStuck();
            mail.lookAway();
            fault.terminateApplication();
            lost = click.join();
        }
        assertThat(lost).matches(DatabaseFaultsIT::isUnavailable);
        await().atMost(Scenario.PATIENCE).until(() -> mail.markRead("M2").status() == 200);
        mail.lookAgain();
        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.operations("M1")).isEmpty();
        var clicks = IntStream.range(0, POOL).mapToObj(n -> click(mail, "M2")).toList();
        assertThat(clicks).allMatch(click -> click.join().status() == 200);
    }

    @Test
    void C13_a_connection_lost_in_the_claim_or_in_the_commit_of_a_result_uses_no_attempt() throws SQLException {
        var claimed = scenario().given("M1").connected();
        var settled = scenario().given("M1").connected();
        try (var claiming = DatabaseFault.stuckInClaim(claimed);
                var settling = DatabaseFault.stuckInSettling(settled)) {
            claimed.trash("M1").expect(200);
            settled.trash("M1").expect(200);
            claiming.awaitStuck();
            settling.awaitStuck();
            scenarios.forEach(Scenario::lookAway);
            settling.terminateApplication();
        }
        node.awaitReady();
        scenarios.forEach(Scenario::lookAgain);
        for (var mail : scenarios) {
            mail.awaitIdle();
            assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        }
    }

    @Test
    void C13_a_settlement_that_a_killed_database_forgets_is_found_out_and_not_repeated() throws SQLException {
        var mail = scenario().given("M1", "M2").connected();
        // What did not ask to wait for the disk is written to it only now.
        configure("wal_writer_delay = '10s'");
        mail.trash("M1").expect(200);
        await().pollInterval(Duration.ofMillis(1)).atMost(Scenario.PATIENCE).until(DatabaseFaultsIT::isSettled);
        mail.lookAway();
        postgres.kill();
        postgres.startAgain();
        assertThat(isSettled()).isFalse();

        node.awaitReady();
        mail.lookAgain();
        mail.awaitIdle();
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        configure("wal_writer_delay = default");
    }

    private static void configure(String setting) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("alter system set " + setting);
            statement.execute("select pg_reload_conf()");
        }
    }

    private static boolean isSettled() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select not exists (select 1 from pending_operation where status = 'pending')")) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Test
    void C13_a_deadlock_or_a_serialization_failure_at_a_commit_is_repeated_or_told_and_fails_no_operation()
            throws SQLException {
        var mail = scenario().given("M1", "M2").connected();
        var deadlock = scenario().given("M1").connected();
        try (var commit = DatabaseFault.refusingCommitOnce(mail, "40001")) {
            var again = mail.markRead("M1");
            assertThat(again.status()).as("done again, since nothing was done").isEqualTo(200);
            assertThat(again.object().getInt("queued")).isEqualTo(1);
        }
        mail.awaitIdle();
        try (var commit = DatabaseFault.refusingCommitOnce(mail, "40001")) {
            assertThat(mail.markRead("M1", "M2")).matches(DatabaseFaultsIT::isUnavailable);
            assertThat(mail.shown("M1").seen()).isTrue();
            assertThat(mail.shown("M2").seen()).isFalse();
        }
        try (var serialization = DatabaseFault.refusingSettlingOnce(mail, "40001");
                var victim = DatabaseFault.refusingSettlingOnce(deadlock, "40P01")) {
            mail.trash("M1").expect(200);
            deadlock.trash("M1").expect(200);
            for (var account : scenarios) {
                account.awaitIdle();
                assertThat(account.proxy().commands("UID MOVE")).hasSize(1);
            }
        }
    }

    @Test
    void a_full_disk_refuses_whole_actions_and_the_drain_goes_on_when_there_is_space_again() {
        var names = names(200);
        var mail = scenario().given(names).connected();
        var refused = new ArrayList<Answer>();
        postgres.fillDisk();
        try {
            for (var n = 0; n < 200 && refused.isEmpty(); n++) {
                var answer = n % 2 == 0 ? mail.markRead(names) : mail.markUnread(names);
                if (answer.status() != 200) {
                    refused.add(answer);
                }
            }
            assertThat(refused).hasSize(1).allMatch(DatabaseFaultsIT::isUnavailable);
            mail.lookAway();
        } finally {
            postgres.freeDisk();
        }
        node.awaitReady();
        mail.lookAgain();
        assertThat(mail.shown().stream().map(Shown::seen).distinct()).hasSize(1);
        mail.trash("M1").expect(200);
        mail.awaitIdle();
    }

    @Test
    void workers_whose_provider_hangs_hold_no_connection_and_no_user_waits_for_them() {
        var hung = IntStream.range(0, WORKERS)
                .mapToObj(n -> scenario().given("M1").connected())
                .toList();
        var other = scenario().given("M1").connected();
        var holds = hung.stream()
                .map(mail -> mail.proxy().when("UID STORE").holdCommand().times(1))
                .toList();
        hung.forEach(mail -> mail.markRead("M1").expect(200));
        holds.forEach(hold -> hold.awaitHit(Scenario.PATIENCE));

        var clicks =
                IntStream.range(0, 2 * POOL).mapToObj(n -> click(other, "M1")).toList();
        assertThat(clicks).allMatch(click -> click.join().status() == 200);
        assertThat(node.isReady()).isTrue();
        other.expect("mark-read", "M1");
        holds.forEach(hold -> hold.release());
    }

    @Test
    void a_locked_database_and_an_exhausted_pool_are_told_in_bounded_time_and_end_with_the_lock() throws SQLException {
        var mail = scenario().given("M1").connected();
        var settling = scenario().given("M1").connected();
        var move = settling.proxy().when("UID MOVE").holdReply().times(1);
        settling.trash("M1").expect(200);
        move.awaitHit(Scenario.PATIENCE);
        scenarios.forEach(Scenario::lookAway);
        List<CompletableFuture<Answer>> clicks;
        try (var lock = LaneLock.of(mail)) {
            clicks = IntStream.range(0, 2 * POOL)
                    .mapToObj(n -> click(mail, "M1"))
                    .toList();
            lock.awaitWaiting();
            move.release();
            for (var click : clicks) {
                assertThat(click.join()).matches(DatabaseFaultsIT::isUnavailable);
                assertThat(click.join().took()).isLessThan(BOUNDED);
            }
            assertThat(isAlive()).isTrue();
        }
        node.awaitReady();
        scenarios.forEach(Scenario::lookAgain);
        assertThat(mail.operations()).isEmpty();
        assertThat(mail.shown("M1").seen()).isFalse();
        mail.markRead("M1").expect(200);
        settling.awaitIdle();
        assertThat(settling.proxy().commands("UID MOVE")).hasSize(1);
    }

    @Test
    void a_database_that_stands_still_is_told_in_bounded_time_and_all_goes_on_when_it_wakes() {
        var mail = scenario().given("M1", "M2").connected();
        mail.lookAway();
        List<CompletableFuture<Answer>> clicks;
        postgres.freeze();
        try {
            clicks = IntStream.range(0, 2 * POOL)
                    .mapToObj(n -> click(mail, "M1"))
                    .toList();
            for (var click : clicks) {
                assertThat(click.join()).matches(DatabaseFaultsIT::isUnavailable);
                assertThat(click.join().took()).isLessThan(BOUNDED);
            }
            assertThat(node.isReady()).isFalse();
            assertThat(isAlive()).isTrue();
        } finally {
            postgres.thaw();
        }
        node.awaitReady();
        mail.lookAgain();
        assertThat(mail.shown("M1").seen()).isFalse();
        mail.markRead("M1", "M2").expect(200);
    }

    private CompletableFuture<Answer> click(Scenario mail, String message) {
        var path = "messages/" + mail.id(message) + "/mark-read";
        return CompletableFuture.supplyAsync(() -> mail.user().post(path), users);
    }

    private static boolean isUnavailable(Answer answer) {
        return answer.status() == 503
                && answer.object().getString("type").equals("urn:mailback:problem:unavailable")
                && !answer.body().toString().contains("xception");
    }

    private static boolean isAlive() {
        return ApiClient.anonymous(node.managementUrl()).get("/health/live").status() == 200;
    }

    private static String[] names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "M" + n).toArray(String[]::new);
    }
}
