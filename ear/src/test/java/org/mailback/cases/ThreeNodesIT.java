package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailback.cases.Nodes.awaitLog;
import static org.mailback.cases.Nodes.inLog;
import static org.mailback.cases.Nodes.leaseEnd;
import static org.mailback.cases.Nodes.session;
import static org.mailback.cases.Nodes.workedOn;

import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.ProxyRule;
import org.mailback.rig.UidSetText;
import org.mailback.server.WildFlyNode;

/** Three nodes on one database under load: one ends, well or badly, or loses the database, and nothing is done twice or lost. */
class ThreeNodesIT {

    private static final String ENDS = "Nothing new is begun";
    private static final String MIGRATED = "Schema is up to date";
    private static final String[] NAMES =
            IntStream.rangeClosed(1, 20).mapToObj(n -> "M" + n).toArray(String[]::new);
    private static final String[] REST = Arrays.copyOfRange(NAMES, 1, NAMES.length);

    private static Nodes nodes;
    private static List<Long> migratedNothing;

    private final List<Scenario> scenarios = new ArrayList<>();

    @BeforeAll
    static void three_nodes_start_at_once_on_an_empty_database() {
        DovecotForTests.assume();
        nodes = new Nodes("three_nodes");
        nodes.awaitReady();
        migratedNothing = nodes.all().stream()
                .map(node -> inLog(node, MIGRATED + " (0 migrations"))
                .toList();
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @BeforeEach
    void everybody_is_there() {
        nodes.line().flow();
        nodes.awaitReady();
    }

    @AfterEach
    void what_holds_after_every_case() {
        try {
            scenarios.forEach(Scenario::verify);
        } finally {
            scenarios.forEach(Scenario::close);
        }
    }

    private Scenario scenario(WildFlyNode node, String... names) {
        var scenario = nodes.scenario(node);
        scenarios.add(scenario);
        return scenario.given(names).connected();
    }

    @Test
    void of_three_nodes_that_start_at_once_one_makes_the_tables() {
        assertThat(migratedNothing).containsExactlyInAnyOrder(0L, 1L, 1L);
    }

    @Test
    void C8_load_from_three_nodes_on_the_same_messages_is_done_once_and_in_order() throws Exception {
        nodes.all().forEach(node -> scenario(node, NAMES));
        var clicks = new ArrayList<Callable<Void>>();
        for (var mail : scenarios) {
            var sessions = nodes.all().stream().map(node -> session(node, mail)).toList();
            for (var i = 0; i < NAMES.length; i++) {
                var turn = i;
                clicks.add(() -> {
                    var message = "messages/" + mail.id(NAMES[turn]) + "/";
                    sessions.get(turn % 3).post(message + "mark-read").expect(200);
                    sessions.get((turn + 1) % 3).post(message + "mark-unread").expect(200);
                    sessions.get((turn + 2) % 3).post(message + "mark-read").expect(200);
                    sessions.get(turn % 3).post(message + "trash").expect(200);
                    return null;
                });
            }
        }
        var uids = new HashMap<String, Long>();
        scenarios.forEach(mail -> Arrays.stream(NAMES).forEach(name -> uids.put(mail.messageId(name), mail.uid(name))));
        Collections.shuffle(clicks, new Random(8));
        var people = Executors.newFixedThreadPool(6);
        try {
            for (var click : people.invokeAll(clicks)) {
                click.get();
            }
        } finally {
            people.shutdown();
        }

        for (var mail : scenarios) {
            for (var name : NAMES) {
                mail.expect("mark-read", name);
                mail.expect("trash", name);
            }
            mail.awaitIdle();
            assertThat(mail.operations())
                    .hasSize(4 * NAMES.length)
                    .allMatch(operation ->
                            operation.is("cancelled") || operation.is("completed") && operation.attempts() == 1);
            for (var name : NAMES) {
                assertThat(sent(mail, uids.get(mail.messageId(name))))
                        .as(name)
                        .isEqualTo(mail.operations(name).stream()
                                .filter(operation -> operation.is("completed"))
                                .map(Queued::kind)
                                .toList());
            }
        }
    }

    /** What went to the mail server about this message of INBOX, in order. */
    private static List<String> sent(Scenario mail, long uid) {
        return mail.proxy().commands("^UID (STORE|MOVE)").stream()
                .filter(command -> UidSetText.contains(command, uid))
                .map(command ->
                        command.contains("MOVE") ? "trash" : command.contains("+FLAGS") ? "mark_read" : "mark_unread")
                .toList();
    }

    @Test
    void C10_killed_in_mid_batch_under_load_the_others_take_over_after_the_lease_and_not_before() {
        var mail = scenario(nodes.steady(), NAMES);
        var other = scenario(nodes.remote(), NAMES);
        var move = heldMove(nodes.mortal(), mail, NAMES);
        nodes.mortal().kill();
        mail.proxy().cut();
        move.release();
        var elsewhere = session(nodes.steady(), other);
        for (var name : NAMES) {
            other.markRead(name).expect(200);
            other.act(elsewhere, "trash", name).expect(200);
        }
        other.awaitIdle();
        assertThat(uidsIn(other, "UID MOVE")).as("work for others goes on").isEqualTo(NAMES.length);
        mail.awaitIdle();

        assertTakenAfterTheLease(move);
        assertDoneOnce(mail);
        nodes.mortal().startAgain();
    }

    @Test
    void a_graceful_stop_under_load_hands_over_at_once_and_fails_nothing() {
        var busy = scenario(nodes.remote(), NAMES);
        var clicks = CompletableFuture.supplyAsync(() -> clickUntilRefused(busy, session(nodes.steady(), busy)));
        var mail = handsOver(nodes.steady()::stop);
        clicks.join().forEach((name, action) -> busy.expect(action, name));
        busy.awaitIdle();
        assertThat(busy.operations()).allMatch(operation -> !operation.is("failed") && operation.attempts() <= 1);
        assertDoneOnce(mail);
        nodes.steady().startAgain();
    }

    @Test
    void C12_a_redeployment_in_a_drain_hands_over_at_once_and_fails_nothing() {
        var migrated = inLog(nodes.steady(), MIGRATED);
        var mail = handsOver(nodes.steady()::redeploy);
        assertDoneOnce(mail);
        awaitLog(nodes.steady(), MIGRATED, migrated + 1);
        nodes.steady().awaitReady();

        mail.act(session(nodes.steady(), mail), "restore", "M1").expect(200);
        mail.awaitIdle();
        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
    }

    /** The steady node, whose leases nobody could wait for, works on an account when its end begins. */
    private Scenario handsOver(Runnable ends) {
        var steady = nodes.steady();
        var mail = scenario(nodes.remote(), NAMES);
        var move = heldMove(steady, mail, "M1");
        mail.markRead(REST).expect(200);
        mail.trash(REST).expect(200);
        var farewells = inLog(steady, ENDS);

        var ending = CompletableFuture.runAsync(ends);
        awaitLog(steady, ENDS, farewells + 1);
        var released = Instant.now();
        move.release();
        mail.awaitIdle();
        assertThat(move.taken()).isBefore(move.leaseEnd());
        tell("handed over after", released, move.taken());
        assertThat(workedOn(mail, "M1")).containsExactly(steady.name());
        assertThat(workedOn(mail, "M2")).isNotEmpty().doesNotContain(steady.name());
        ending.join();
        return mail;
    }

    /** What the node has answered with yes, the last for each message. */
    private static Map<String, String> clickUntilRefused(Scenario mail, Rest session) {
        var accepted = new HashMap<String, String>();
        for (var i = 0; ; i++) {
            var name = NAMES[i % NAMES.length];
            var action = i / NAMES.length % 2 == 0 ? "mark-read" : "mark-unread";
            try {
                if (session.post("messages/" + mail.id(name) + "/" + action).status() != 200) {
                    return accepted;
                }
                accepted.put(name, action);
            } catch (UncheckedIOException noAnswer) {
                mail.release(name);
                accepted.remove(name);
                return accepted;
            }
        }
    }

    @Test
    void a_node_that_is_cut_off_from_the_database_is_taken_over_after_its_lease_and_works_again_afterwards() {
        var mail = scenario(nodes.steady(), NAMES);
        var move = heldMove(nodes.remote(), mail, NAMES);
        nodes.line().cut();
        move.release();
        assertTakenOver(move);
    }

    @Test
    void a_node_whose_database_falls_silent_in_a_transaction_keeps_no_lock_and_works_again_afterwards()
            throws SQLException {
        var mail = scenario(nodes.steady(), NAMES);
        var move = heldMove(nodes.remote(), mail, NAMES);
        try (var settling = LaneLock.of(mail)) {
            move.release();
            settling.awaitWaiting();
            nodes.line().standStill();
        }
        assertTakenOver(move);
    }

    private void assertTakenOver(Held move) {
        var mail = move.mail();
        mail.awaitIdle();
        assertTakenAfterTheLease(move);
        assertDoneOnce(mail);

        nodes.line().flow();
        nodes.remote().awaitReady();
        mail.act(session(nodes.remote(), mail), "restore", "M1").expect(200);
        mail.awaitIdle();
        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        assertThat(uidsIn(mail, "UID MOVE")).isEqualTo(NAMES.length + 1);
    }

    /** A move that the server has done and the node that asked for it has not heard of, and the lease that node has. */
    private record Held(Scenario mail, ProxyRule move, Instant leaseEnd, int commands, int connection) {

        void release() {
            move.release();
        }

        /** When another node began to work on the account. */
        Instant taken() {
            return mail.proxy().commands().stream()
                    .skip(commands)
                    .filter(command -> command.connection() != connection)
                    .findFirst()
                    .orElseThrow()
                    .at();
        }
    }

    /** The messages are marked read and moved by this node, which does not hear of the move before it is released. */
    private Held heldMove(WildFlyNode node, Scenario mail, String... names) {
        var click = session(node, mail);
        var move = mail.proxy().when("UID MOVE").holdReply().times(1);
        scenarios.forEach(Scenario::lookAway);
        nodes.only(node, () -> {
            Scenario.bulk(click, "mark-read", mail.ids(names)).expect(200);
            Scenario.bulk(click, "trash", mail.ids(names)).expect(200);
            move.awaitHit(Scenario.PATIENCE);
        });
        for (var name : names) {
            mail.expect("mark-read", name);
            mail.expect("trash", name);
        }
        scenarios.forEach(Scenario::lookAgain);
        var commands = mail.proxy().commands();
        var last = commands.get(commands.size() - 1);
        assertThat(last.text()).startsWith("UID MOVE");
        return new Held(mail, move, leaseEnd(mail), commands.size(), last.connection());
    }

    private static void assertTakenAfterTheLease(Held move) {
        assertThat(move.taken()).isAfterOrEqualTo(move.leaseEnd());
        tell("taken over after the lease and", move.leaseEnd(), move.taken());
    }

    /** A figure for whoever reads the build's log. */
    private static void tell(String what, Instant from, Instant to) {
        System.out.printf(
                "Three nodes: %s %d ms%n", what, Duration.between(from, to).toMillis());
    }

    private static void assertDoneOnce(Scenario mail) {
        assertThat(mail.operations())
                .hasSize(2 * NAMES.length)
                .allMatch(operation -> operation.is("completed") && operation.attempts() == 1);
        assertThat(uidsIn(mail, "UID MOVE")).isEqualTo(NAMES.length);
        assertThat(mail.c2().messages("Trash")).hasSize(NAMES.length).allMatch(held -> held.seen());
    }

    private static long uidsIn(Scenario mail, String command) {
        return mail.proxy().commands(command).stream()
                .mapToLong(UidSetText::count)
                .sum();
    }
}
