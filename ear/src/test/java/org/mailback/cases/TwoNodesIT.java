package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailback.cases.Nodes.awaitLog;
import static org.mailback.cases.Nodes.inLog;
import static org.mailback.cases.Nodes.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.PostgresServer;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** Two nodes on one database: whatever happens to one of them, everything is done once and in order. */
class TwoNodesIT {

    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final String DISCARDED = "its result is discarded";
    private static final int MESSAGES = 50;
    private static final Pattern SET = Pattern.compile("UID (?:STORE|MOVE) (\\S+) ");

    private static PostgresServer.Database database;
    private static WildFlyNode one;
    private static WildFlyNode two;

    private Scenario mail;

    @BeforeAll
    static void two_nodes() {
        DovecotForTests.assume();
        database = TestWorld.postgres().createDatabase("nodes");
        one = node("one");
        two = node("two");
    }

    private static WildFlyNode node(String name) {
        return WildFlyNode.with(name, database)
                .setting("mailback.lane.lease", LEASE.toString())
                .start();
    }

    @AfterAll
    static void stop() {
        for (var node : Arrays.asList(one, two)) {
            if (node != null) {
                node.close();
            }
        }
    }

    @BeforeEach
    void begin() {
        mail = new Scenario(Application.on(one, database), MailServer.of(Cases.dovecot()));
    }

    @AfterEach
    void what_holds_after_every_case() {
        try {
            mail.verify();
        } finally {
            mail.close();
        }
    }

    @Test
    void C8_two_nodes_on_one_account_run_everything_once_and_in_order() {
        var names = IntStream.rangeClosed(1, MESSAGES).mapToObj(n -> "M" + n).toArray(String[]::new);
        mail.given(names).connected();
        var uids = Arrays.stream(names).map(mail::uid).sorted().toList();
        var second = new Rest(two.url(), mail.name(), Application.passwordOf(mail.name())).signIn();

        for (var name : names) {
            mail.markRead(name).expect(200);
            mail.act(second, "trash", name).expect(200);
        }
        mail.awaitIdle();

        assertThat(mail.operations())
                .hasSize(2 * MESSAGES)
                .allMatch(operation -> operation.is("completed") && operation.attempts() == 1);
        assertThat(uidsOf("^UID STORE .*\\+FLAGS")).isEqualTo(uids);
        assertThat(uidsOf("^UID MOVE")).isEqualTo(uids);
        assertThat(mail.c2().messages("Trash")).hasSize(MESSAGES).allMatch(held -> held.seen());
    }

    /** Every UID as often as the commands named it. */
    private List<Long> uidsOf(String commands) {
        var uids = new ArrayList<Long>();
        for (var command : mail.proxy().commands(commands)) {
            var set = SET.matcher(command);
            assertThat(set.find()).as(command).isTrue();
            for (var range : set.group(1).split(",")) {
                var ends = range.split(":");
                LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                        .forEach(uids::add);
            }
        }
        uids.sort(null);
        return uids;
    }

    @Test
    void C9_a_node_that_wakes_up_after_its_lease_writes_nothing_down() {
        mail.given("M1").connected();
        var move = mail.proxy().when("UID MOVE").holdReply().times(1);
        mail.trash("M1").expect(200);
        move.awaitHit(Scenario.PATIENCE);
        var asleep = holder();
        var discarded = inLog(asleep, DISCARDED);

        mail.lookAway();
        asleep.freeze();
        try {
            mail.awaitIdle();
            assertThat(mail.operation("M1").status()).isEqualTo("completed");
            move.release();
        } finally {
            asleep.thaw();
        }
        asleep.awaitReady();
        mail.lookAgain();
        awaitLog(asleep, DISCARDED, discarded + 1);

        assertThat(mail.operation("M1").attempts()).isEqualTo(1);
        assertThat(mail.proxy().commands("UID MOVE")).hasSize(1);
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.uid("M1")).isEqualTo(mail.held("Trash", "M1").uid());
    }

    @Test
    void C9_a_node_that_wakes_up_after_its_lease_sends_nothing_over_what_the_user_wished_since() {
        mail.given("M1").connected();
        mail.proxy().cut();
        var select = mail.proxy().when("^SELECT").holdReply().times(1);
        mail.markRead("M1").expect(200);
        select.awaitHit(Scenario.PATIENCE);
        var asleep = holder();
        var discarded = inLog(asleep, DISCARDED);

        mail.lookAway();
        asleep.freeze();
        try {
            mail.awaitIdle();
            mail.act(session(asleep == one ? two : one, mail), "mark-unread", "M1")
                    .expect(200);
            mail.awaitIdle();
            select.release();
        } finally {
            asleep.thaw();
        }
        asleep.awaitReady();
        mail.lookAgain();
        awaitLog(asleep, DISCARDED, discarded + 1);

        assertThat(mail.proxy().commands("UID STORE"))
                .hasSize(2)
                .last()
                .asString()
                .contains("-FLAGS");
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
        assertThat(mail.operations()).hasSize(2).allMatch(operation -> operation.is("completed"));
    }

    @Test
    void C10_when_a_node_dies_in_the_middle_the_other_takes_over_after_the_lease_not_before() {
        mail.given("M1", "M2").connected();
        var store = mail.proxy().when("UID STORE").holdCommand().times(1);
        mail.markRead("M1", "M2").expect(200);
        store.awaitHit(Scenario.PATIENCE);
        var dead = holder();
        var end = leaseEnd();

        mail.lookAway();
        dead.kill();
        mail.proxy().cut();
        store.release();
        mail.awaitIdle();
        dead.startAgain();
        mail.lookAgain();

        var taken = mail.proxy().commands().stream()
                .filter(command -> command.text().startsWith("UID STORE"))
                .skip(1)
                .findFirst()
                .orElseThrow();
        assertThat(taken.at()).isAfterOrEqualTo(end);
        assertThat(mail.c2().messages("INBOX")).allMatch(held -> held.seen());
        assertThat(mail.operations()).extracting(Queued::attempts).containsOnly(1);
    }

    private WildFlyNode holder() {
        var owner = mail.application()
                .read(
                        "select lease_owner from account_lane where account_id = ?",
                        row -> row.getString(1),
                        mail.account())
                .get(0);
        return owner.startsWith(one.name() + "#") ? one : two;
    }

    private Instant leaseEnd() {
        return mail.application()
                .read(
                        "select due_at from account_lane where account_id = ?",
                        row -> row.getTimestamp(1),
                        mail.account())
                .get(0)
                .toInstant();
    }
}
