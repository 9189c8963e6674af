package org.mailback.bench;

import jakarta.json.Json;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.platform.SecretBox;
import org.mailback.server.ApiClient;
import org.mailback.server.TestWorld;

/** Many accounts of one user that exist in the tables only, each with messages that are read here and not yet at the provider. */
final class Crowd {

    private static final String USER = "crowd";

    private final World world;
    private final ApiClient user;

    private Crowd(World world, ApiClient user) {
        this.world = world;
        this.user = user;
    }

    /** @param messages of each account; the last account has {@code hog} more */
    static Crowd of(World world, int accounts, int messages, int hog) throws SQLException {
        var user = world.newUser(USER);
        world.execute("""
                insert into account (owner_id, email, display_name, host, port, tls, username, imported_at)
                select u.id, 'a' || n || '@example.org', 'A ' || n, '127.0.0.1', 1, 'none', 'a' || n, now()
                from app_user u, generate_series(1, %d) n where u.name = '%s' order by n
                """.formatted(accounts, USER), """
                insert into account_lane (account_id, sync_due_at) select id, now() + interval '1 year' from account
                """, """
                insert into folder (account_id, name, role, uid_validity, uid_next)
                select id, 'INBOX', 'inbox', 1, 1000000 from account
                """, """
                insert into message (account_id, folder_id, server_folder_id, uid, seen, server_seen, message_id,
                                     internal_date, size, sender, recipients, subject)
                select f.account_id, f.id, f.id, n, true, false, '<' || f.id || '.' || n || '@example.org>', now(), 2000,
                       'Anna <anna@example.org>', 'bob@example.org', 'Letter'
                from folder f, generate_series(1, case when f.account_id = (select max(id) from account) then %d else %d end) n
                order by f.id, n
                """.formatted(messages + hog, messages));
        sealPasswords(world);
        world.execute("vacuum (analyze)");
        return new Crowd(world, user);
    }

    private static void sealPasswords(World world) throws SQLException {
        var passwords = new AccountPasswords(new SecretBox(TestWorld.secretKey(), ""));
        var ids = world.read("select id from account", row -> row.getLong(1));
        var texts = new ArrayList<byte[]>();
        var keyId = "";
        for (long id : ids) {
            var sealed = passwords.seal(id, "secret");
            texts.add(sealed.text());
            keyId = sealed.keyId();
        }
        try (var connection = world.connect();
                var update = connection.prepareStatement("""
                        update account a set password_sealed = p.text, password_key_id = ?
                        from unnest(?::bigint[], ?::bytea[]) as p(id, text) where a.id = p.id
                        """)) {
            update.setString(1, keyId);
            update.setArray(2, connection.createArrayOf("bigint", ids.toArray()));
            update.setArray(3, connection.createArrayOf("bytea", texts.toArray(byte[][]::new)));
            update.executeUpdate();
        }
    }

    /** Every message is to be marked as read; nothing happens before {@link #becomeDue}. @param accounts a condition */
    void queue(String accounts) throws SQLException {
        world.execute(
                "truncate pending_operation, account_activity, total_activity",
                "update message set server_seen = false where server_seen",
                "update account_lane set due_at = null, queued_no = 0",
                """
                insert into pending_operation (account_id, message_id, seq, kind, aspect, status)
                select account_id, id, row_number() over (partition by account_id order by id), 'mark_read', 'seen', 'pending'
                from message where %s order by id
                """.formatted(accounts),
                """
                update account_lane l set queued_no = n from (
                    select account_id, max(seq) as n from pending_operation group by account_id) o
                where l.account_id = o.account_id
                """,
                "vacuum (analyze)",
                "checkpoint");
    }

    /** All lanes with work become due by themselves, as those of a provider that comes back. Waits for it. */
    void becomeDue() throws Exception {
        world.execute("""
                update account_lane l set due_at = now() + interval '1.5 seconds'
                where exists (select 1 from pending_operation o where o.account_id = l.account_id)
                """);
        world.execute("select pg_sleep_until(max(due_at)) from account_lane");
    }

    /** Marks these messages as a user does, all at once. */
    void markRead(List<Long> messages) {
        var body = Json.createObjectBuilder().add("action", "mark-read").add("ids", Json.createArrayBuilder(messages));
        var answer = user.post("/api/messages/bulk", body.build().toString()).expect(200);
        if (answer.json().getInt("queued") != messages.size()) {
            throw new IllegalStateException(answer.body());
        }
    }

    /** Until this query finds nothing any more. */
    void await(String waiting) throws Exception {
        try (var connection = world.connect();
                var statement = connection.prepareStatement(waiting)) {
            while (true) {
                try (var rows = statement.executeQuery()) {
                    if (!rows.next()) {
                        return;
                    }
                }
                Thread.sleep(20);
            }
        }
    }
}
