package org.mailback.cases;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.mailback.rig.PostgresServer;
import org.mailback.rig.TcpLine;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/**
 * Three nodes on one database, started at the same time: one whose leases are so long that no test waits for them, one that may
 * be killed, and one whose line to the database can be cut.
 */
final class Nodes implements AutoCloseable {

    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final Duration LONG_LEASE = Duration.ofMinutes(5);
    private static final Duration START = Duration.ofMinutes(10);

    private final PostgresServer.Database database;
    private final TcpLine line;
    private final WildFlyNode steady;
    private final WildFlyNode mortal;
    private final WildFlyNode remote;

    Nodes(String name) {
        database = TestWorld.postgres().createDatabase(name);
        line = TcpLine.to(TestWorld.postgres().port());
        var overLine = new PostgresServer.Database(
                database.url().replace(":" + TestWorld.postgres().port() + "/", ":" + line.port() + "/"),
                database.user(),
                database.password());
        steady = launch("steady", database, LONG_LEASE);
        mortal = launch("mortal", database, LEASE);
        remote = launch("remote", overLine, LEASE);
    }

    private static WildFlyNode launch(String name, PostgresServer.Database database, Duration lease) {
        return WildFlyNode.with(name, database)
                .setting("mailback.lane.lease", lease.toString())
                .setting("mailback.db.idle-in-transaction", "4s")
                // A reply that a test holds back is not given up before the test lets go of it.
                .setting("mailback.imap.read-timeout", "PT90S")
                .setting("mailback.imap.call-limit", "PT90S")
                .launch();
    }

    void awaitReady() {
        all().forEach(WildFlyNode::awaitReady);
    }

    WildFlyNode steady() {
        return steady;
    }

    WildFlyNode mortal() {
        return mortal;
    }

    WildFlyNode remote() {
        return remote;
    }

    /** Between the remote node and the database. */
    TcpLine line() {
        return line;
    }

    List<WildFlyNode> all() {
        return List.of(steady, mortal, remote);
    }

    Scenario scenario(WildFlyNode node) {
        return new Scenario(Application.on(node, database), MailServer.of(Cases.dovecot()));
    }

    /** A session of the scenario's user there. */
    static Rest session(WildFlyNode node, Scenario mail) {
        return new Rest(node.url(), mail.name(), Application.passwordOf(mail.name())).signIn();
    }

    /** What the action queues is claimed by this node, because the others stand still meanwhile. */
    void only(WildFlyNode node, Runnable action) {
        var others = all().stream().filter(other -> other != node).toList();
        others.forEach(WildFlyNode::freeze);
        try {
            action.run();
        } finally {
            others.forEach(WildFlyNode::thaw);
        }
    }

    static Instant leaseEnd(Scenario mail) {
        return mail.application()
                .read(
                        "select due_at from account_lane where account_id = ? and lease_owner is not null",
                        row -> row.getTimestamp(1),
                        mail.account())
                .get(0)
                .toInstant();
    }

    /** The nodes that did what was asked for the message, without their process ids. */
    static List<String> workedOn(Scenario mail, String message) {
        return mail.application()
                .read(
                        "select distinct split_part(applied_by, '#', 1) from pending_operation where message_id = ?",
                        row -> row.getString(1),
                        mail.id(message));
    }

    static void awaitLog(WildFlyNode node, String text, long times) {
        await(text + " at " + node.name()).atMost(START).until(() -> inLog(node, text) >= times);
    }

    static long inLog(WildFlyNode node, String text) {
        try (Stream<String> lines = Files.lines(node.log())) {
            return lines.filter(logged -> logged.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        all().forEach(WildFlyNode::close);
        line.close();
    }
}
