package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.ImapProxy;
import org.mailback.rig.PostgresServer;
import org.mailback.server.ApiClient;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** Two nodes whose clocks are ten minutes apart, five on either side of the database's, which is the only one that counts. */
class ClockCasesIT {

    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final String AHEAD = "+300s";
    private static final String BEHIND = "-300s";
    private static final Path DEBIAN = Path.of("/usr/lib");

    @TempDir
    private static Path clocks;

    private static PostgresServer.Database database;
    private static WildFlyNode ahead;
    private static WildFlyNode behind;

    private Scenario mail;

    @BeforeAll
    static void two_nodes_with_wrong_clocks() throws IOException {
        DovecotForTests.assume();
        var library = library();
        assumeTrue(library != null, "Debian's package libfaketime is not installed");
        database = TestWorld.postgres().createDatabase("clocks");
        ahead = node("ahead", AHEAD, library);
        behind = node("behind", BEHIND, library);
        ahead.awaitReady();
        behind.awaitReady();
    }

    /** Null without Debian's package; its path has the architecture in it. The variant for threads locks at every look. */
    private static Path library() throws IOException {
        try (var architectures = Files.newDirectoryStream(DEBIAN, "*-linux-*")) {
            for (var architecture : architectures) {
                var library = architecture.resolve("faketime").resolve("libfaketime.so.1");
                if (Files.exists(library)) {
                    return library;
                }
            }
            return null;
        }
    }

    private static WildFlyNode node(String name, String offset, Path library) throws IOException {
        set(name, offset);
        return WildFlyNode.with(name, database)
                .setting("mailback.lane.lease", LEASE.toString())
                .setting("mailback.operation.backoff", "PT3S")
                .setting("mailback.operation.backoff-max", "PT3S")
                .setting("mailback.db.idle-in-transaction", "4s")
                .environment("LD_PRELOAD", library.toString())
                .environment("FAKETIME_TIMESTAMP_FILE", clocks.resolve(name).toString())
                .environment("FAKETIME_CACHE_DURATION", "1")
                // Without these two, a wait of 200 ms is over at once or never, and every waiting thread spins.
                .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .environment("FAKETIME_FORCE_MONOTONIC_FIX", "0")
                // Files keep the true time: since Java 22 the library does not see how it is read, and WildFly, which
                // compares it with what it has set, would deploy again and again.
                .environment("NO_FAKE_STAT", "1")
                .environment("FAKE_UTIME", "0")
                .launch();
    }

    /** As an administrator or a time server sets a clock. */
    private static void set(String name, String offset) throws IOException {
        var written = Files.writeString(clocks.resolve(name + ".new"), offset + "\n");
        Files.move(written, clocks.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @AfterAll
    static void stop() {
        for (var node : Arrays.asList(ahead, behind)) {
            if (node != null) {
                node.close();
            }
        }
    }

    /**
     * A clock that the test before has set is right, in its way, within a second or two. A connection that the server believes
     * to have been idle for hours may end right then, hence again and again also without an answer.
     */
    @BeforeEach
    void begin() {
        await().atMost(Scenario.PATIENCE).untilAsserted(() -> {
            assertThat(offset(ahead)).isCloseTo(Duration.ofMinutes(5), Duration.ofMinutes(1));
            assertThat(offset(behind)).isCloseTo(Duration.ofMinutes(-5), Duration.ofMinutes(1));
        });
        mail = new Scenario(Application.on(ahead, database), MailServer.of(Cases.dovecot()));
    }

    @AfterEach
    void what_holds_after_every_case() throws IOException {
        try {
            if (mail != null) { // else the case did not begin, and says why
                verifyAndClose();
            }
        } finally {
            set("ahead", AHEAD);
            set("behind", BEHIND);
        }
    }

    private void verifyAndClose() {
        try {
            mail.verify();
        } finally {
            mail.close();
        }
    }

    private static Duration offset(WildFlyNode node) {
        var date = ApiClient.anonymous(node.url()).get("/api/session").header("Date");
        return Duration.between(
                Instant.now(),
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    }

    @Test
    void what_is_stored_has_the_databases_time_whichever_node_stored_it() {
        mail.given("M1", "M2").connected();
        mail.markRead("M1").expect(200);
        mail.act(session(behind), "mark-read", "M2").expect(200);
        mail.awaitIdle();

        var stored = mail.application()
                .read(
                        """
                        select a.created_at, o.created_at, o.completed_at
                        from account a join pending_operation o on o.account_id = a.id where a.id = ?""",
                        row -> List.of(row.getTimestamp(1), row.getTimestamp(2), row.getTimestamp(3)),
                        mail.account());
        assertThat(stored)
                .hasSize(2)
                .allSatisfy(times -> assertThat(times)
                        .allSatisfy(time -> assertThat(Duration.between(time.toInstant(), Instant.now()))
                                .isBetween(Duration.ZERO, Duration.ofMinutes(4))));
    }

    @Test
    void who_guesses_a_password_waits_half_a_minute_at_most_though_the_clock_is_set_back() throws IOException {
        mail.given("M1").connected();
        var guesser = ApiClient.anonymous(ahead.url());
        for (var guess = 0; guess < 6; guess++) {
            guesser.signIn("clocks.nobody", "wrong");
        }
        set("ahead", "-4h");
        await().atMost(Scenario.PATIENCE).until(() -> offset(ahead).compareTo(Duration.ofHours(-3)) < 0);
        await().atMost(Scenario.PATIENCE)
                .until(() -> guesser.signIn("clocks.nobody", "wrong").status() == 401);
    }

    @Test
    void a_lease_is_taken_over_when_it_is_over_by_the_databases_clock_and_not_before() {
        mail.given("M1", "M2").connected();
        takenOver(mail.user(), "M1");
        takenOver(session(behind), "M2");
    }

    private void takenOver(Rest user, String message) {
        mail.proxy().clearLog();
        var store = mail.proxy().when("UID STORE").holdCommand().times(1);
        mail.act(user, "mark-read", message).expect(200);
        store.awaitHit(Scenario.PATIENCE);
        var end = lane("due_at");
        var holder = holder();

        mail.lookAway();
        holder.freeze();
        try {
            mail.awaitIdle();
            store.release();
        } finally {
            holder.thaw();
        }
        holder.awaitReady();
        mail.lookAgain();

        var stores = times("UID STORE");
        assertThat(stores).hasSize(2);
        assertThat(stores.get(1)).isAfterOrEqualTo(end);
    }

    @Test
    void a_retry_waits_as_long_as_it_was_told_whichever_node_looks() {
        mail.given("M1", "M2").connected();
        for (var user : List.of(mail.user(), session(behind))) {
            mail.proxy().clearLog();
            mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later").times(1);
            mail.act(user, "mark-read", user == mail.user() ? "M1" : "M2").expect(200);
            mail.awaitIdle();

            var stores = times("UID STORE");
            assertThat(stores).hasSize(2);
            assertThat(Duration.between(stores.get(0), stores.get(1))).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
            assertThat(lane("sync_due_at"))
                    .isBetween(
                            Instant.now().plus(Duration.ofMinutes(50)),
                            Instant.now().plus(Duration.ofMinutes(61)));
        }
    }

    @Test
    void a_node_whose_clock_is_set_back_by_hours_goes_on_looking_for_what_is_due() throws IOException {
        mail.given("M1").connected();
        mail.proxy().clearLog();
        behind.freeze();
        try {
            set("ahead", "-4h");
            await().atMost(Scenario.PATIENCE).until(() -> offset(ahead).compareTo(Duration.ofHours(-3)) < 0);
            mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later").times(1);
            mail.markRead("M1").expect(200);
            mail.awaitIdle();
            assertThat(times("UID STORE")).hasSize(2);
        } finally {
            behind.thaw();
        }
        behind.awaitReady();
    }

    @Test
    void a_clock_that_jumps_by_hours_in_the_middle_of_a_move_disturbs_nothing() throws IOException {
        mail.given("M1", "M2").connected();
        moveWhileClocksJump("M1", "+4h", "-4h");
        moveWhileClocksJump("M2", "-4h", "+4h");
    }

    private void moveWhileClocksJump(String message, String first, String second) throws IOException {
        mail.proxy().clearLog();
        var move = mail.proxy().when("UID MOVE").holdCommand().times(1);
        mail.trash(message).expect(200);
        move.awaitHit(Scenario.PATIENCE);
        set("ahead", first);
        set("behind", second);
        var holder = holder();
        await().atMost(Scenario.PATIENCE).until(() -> offset(holder).abs().compareTo(Duration.ofHours(3)) > 0);
        move.release();
        mail.awaitIdle();

        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        assertThat(mail.proxy().commands("UID SEARCH"))
                .as("nothing was to be probed")
                .isEmpty();
        assertThat(mail.operation(message).attempts()).isEqualTo(1);
    }

    private Rest session(WildFlyNode node) {
        return new Rest(node.url(), mail.name(), Application.passwordOf(mail.name())).signIn();
    }

    private List<Instant> times(String command) {
        return mail.proxy().commands().stream()
                .filter(sent -> sent.text().startsWith(command))
                .map(ImapProxy.Command::at)
                .toList();
    }

    private Instant lane(String column) {
        return mail.application()
                .read(
                        "select " + column + " from account_lane where account_id = ?",
                        row -> row.getTimestamp(1).toInstant(),
                        mail.account())
                .get(0);
    }

    private WildFlyNode holder() {
        var owner = mail.application()
                .read(
                        "select lease_owner from account_lane where account_id = ?",
                        row -> row.getString(1),
                        mail.account())
                .get(0);
        return owner.startsWith(ahead.name() + "#") ? ahead : behind;
    }
}
