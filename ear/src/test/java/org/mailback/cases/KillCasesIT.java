package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.PostgresServer;
import org.mailback.rig.ProxyRule;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** One batch of all kinds, and a node that is killed again and again while it works on it. */
class KillCasesIT {

    private static final String PLACEMENT = "^UID (MOVE|EXPUNGE)";

    private static PostgresServer.Database database;
    private static WildFlyNode node;

    private final List<Scenario> scenarios = new ArrayList<>();

    @BeforeAll
    static void one_node() {
        DovecotForTests.assume();
        database = TestWorld.postgres().createDatabase("kills");
        node = WildFlyNode.with("kills", database)
                .setting("mailback.lane.lease", "PT8S")
                // What the proxy holds back is not given up before the node is dead.
                .setting("mailback.imap.read-timeout", "PT90S")
                .setting("mailback.imap.call-limit", "PT90S")
                .start();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void C7_killed_three_times_in_one_drain_and_robbed_of_its_messages_the_node_ends_as_if_nothing_had_been() {
        try {
            var undisturbed = queued();
            go(undisturbed);
            undisturbed.awaitIdle();

            var mail = queued();
            var store = mail.proxy().when("^UID STORE .*Seen").holdCommand().times(1);
            go(mail);
            killAt(store);
            node.loseMessages();
            var moved = mail.proxy().when(PLACEMENT).holdReply().times(1);
            node.startAgain();
            killAt(moved);
            node.spoilMessages();
            var unsent = mail.proxy().when(PLACEMENT).holdCommand().times(1);
            node.startAgain();
            killAt(unsent);
            node.startAgain();
            scenarios.forEach(Scenario::lookAgain);
            mail.awaitIdle();

            assertThat(end(mail)).isEqualTo(end(undisturbed));
            assertThat(mail.operations())
                    .filteredOn(operation -> operation.is("completed"))
                    .hasSize(8);
            scenarios.forEach(Scenario::verify);
        } finally {
            scenarios.forEach(Scenario::close);
        }
    }

    /** A dozen wishes of all kinds, some replaced or taken back, none of them claimed yet. */
    private Scenario queued() {
        var mail = new Scenario(Application.on(node, database), MailServer.of(Cases.dovecot()));
        scenarios.add(mail);
        mail.append(
                "INBOX", mail.mail("read").flags("\\Seen"), mail.mail("marked").flags("\\Deleted"));
        mail.given("M1", "M2", "M3", "M4", "M5").givenIn("Trash", "T1", "T2").connected();
        admin(mail, "pause");
        mail.markRead("M1", "M2").expect(200);
        mail.markUnread("read").expect(200);
        mail.markUnread("M1").expect(200);
        mail.markRead("M1").expect(200);
        mail.trash("M2", "M3").expect(200);
        mail.trash("M4").expect(200);
        mail.restore("M4").expect(200);
        mail.delete("M5", "T2").expect(200);
        mail.restore("T1").expect(200);
        return mail;
    }

    private static void go(Scenario mail) {
        admin(mail, "resume");
    }

    private static void admin(Scenario mail, String verb) {
        mail.admin().post("sync/accounts/" + mail.account() + "/" + verb).expect(200);
    }

    /** The server never sees the command that is held, or has done it and nobody hears the answer. */
    private void killAt(ProxyRule held) {
        held.awaitHit(Scenario.PATIENCE);
        scenarios.forEach(Scenario::lookAway);
        node.kill();
        scenarios.forEach(mail -> mail.proxy().cut());
        held.release();
    }

    /** What is at the server, what the user sees and what became of each wish, whatever the message ids are. */
    private static List<String> end(Scenario mail) {
        var server = Stream.of("INBOX", "Trash", "Archive")
                .flatMap(folder -> mail.c2().messages(folder).stream()
                        .map(held -> folder + " holds " + held.messageId() + " " + held.flags()));
        var shown = mail.shown().stream()
                .map(message -> message.messageId() + " shows in "
                        + message.folder().name() + " read " + message.seen() + " " + message.sync());
        var operations = mail.operations().stream()
                .map(operation -> operation.kind() + " " + operation.status() + " " + operation.attempts());
        return Stream.of(server, shown, operations)
                .flatMap(lines -> lines)
                .map(line -> line.replace(mail.name(), "user"))
                .sorted()
                .toList();
    }
}
