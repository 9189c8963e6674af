package org.mailback.bench;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Mail;
import org.mailback.rig.PostgresServer;
import org.mailback.server.ApiClient;

/** One user's accounts with mail that is at Dovecot, and accounts with the same rows that no worker looks at. */
final class ClickedMailboxes {

    private static final String PASSWORD = "secret";

    private final World world;
    private final int port;
    private final ApiClient user;
    private int accounts;

    /** @param port where Mailback shall find Dovecot */
    ClickedMailboxes(World world, int port, String user) {
        this.world = world;
        this.port = port;
        this.user = world.newUser(user);
    }

    PostgresServer.Database database() {
        return world.database();
    }

    /** Connects and imports. @return the messages */
    List<Long> connect(int count, int messagesEach) throws SQLException {
        long before = world.number("select coalesce(max(id), 0) from message");
        for (int i = 0; i < count; i++) {
            var name = "box" + accounts++;
            world.dovecot().addUser(name, PASSWORD);
            new ImapClient("127.0.0.1", world.dovecot().port(), name, PASSWORD)
                    .append(
                            "INBOX",
                            IntStream.range(0, messagesEach)
                                    .mapToObj(number -> Mail.withId("<" + name + "." + number + "@bench.example>"))
                                    .toList());
            user.connect(name + "@example.org", port, name, PASSWORD);
        }
        await("import")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> world.number("select count(*) from message where id > ?", before)
                        == (long) count * messagesEach);
        world.awaitIdle();
        return world.read("select id from message where id > ? order by id", row -> row.getLong(1), before);
    }

    /** The accounts of these messages once more, with lanes at rest. @return the messages' copies */
    List<Long> copyOf(List<Long> messages) throws SQLException {
        long before = world.number("select max(id) from message");
        var range = "between " + messages.get(0) + " and " + messages.get(messages.size() - 1);
        world.execute("""
                create temporary table copied as
                select a.id, nextval(pg_get_serial_sequence('account', 'id')) as copy,
                       nextval(pg_get_serial_sequence('folder', 'id')) as inbox
                from account a where a.id in (select account_id from message where id %s)
                """.formatted(range), """
                insert into account (id, owner_id, email, display_name, host, port, tls, username, imported_at)
                select c.copy, owner_id, email, display_name, host, port, tls, username || ' ' || c.copy, imported_at
                from account a join copied c on c.id = a.id
                """, """
                insert into account_lane (account_id, paused_until, pause_reason)
                select copy, 'infinity', 'paused' from copied
                """, """
                insert into folder (id, account_id, name, role, uid_validity)
                select inbox, copy, 'INBOX', 'inbox', 1 from copied
                """, """
                insert into message (account_id, folder_id, seen, server_folder_id, uid, server_seen, message_id,
                                     internal_date, size, sender, recipients, subject, sent_at)
                select c.copy, c.inbox, seen, c.inbox, uid, server_seen, message_id, internal_date, size, sender,
                       recipients, subject, sent_at
                from message m join copied c on c.id = m.account_id where m.id %s
                """.formatted(range), "drop table copied", "vacuum analyze");
        return world.read("select id from message where id > ? order by id", row -> row.getLong(1), before);
    }

    /** As if nothing had been done with these copies. */
    void forget(List<Long> copies) throws SQLException {
        var range = "between " + copies.get(0) + " and " + copies.get(copies.size() - 1);
        world.execute(
                "delete from pending_operation where message_id " + range,
                "update message set seen = false where seen and id " + range,
                "vacuum message, pending_operation, folder_count, account_lane");
    }

    /** Until the provider has everything; whoever waits for it to come back waits no longer. */
    void awaitProvider() throws SQLException {
        world.execute("""
                update account_lane set paused_until = null, pause_reason = null, fail_streak = 0, due_at = now()
                where pause_reason in ('unreachable', 'throttled') and lease_owner is null
                """);
        world.awaitIdle();
    }
}
