package org.mailback.browser;

import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapProxy;
import org.mailback.server.TestWorld;

/**
 * A mailbox on a real mail server, reached through a proxy of its own, and the account that is connected to it. Nothing is
 * fetched by itself: {@link #arrives} and {@link #sync} ask for it.
 */
final class Mailbox implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Owner owner;
    private final String email;
    private final String login = "mailbox" + NUMBERS.incrementAndGet();
    private final String password = "mail password of " + login;
    private final ImapProxy proxy;
    private final ImapClient client;
    private long account;

    Mailbox(Owner owner, String email) {
        DovecotForTests.assume();
        this.owner = owner;
        this.email = email;
        var dovecot = DovecotForTests.shared().addUser(login, password);
        proxy = ImapProxy.before(dovecot);
        client = dovecot.client(login, password);
    }

    Owner owner() {
        return owner;
    }

    String email() {
        return email;
    }

    /** User name and password at the mail server, for the form that connects an account. */
    String login() {
        return login;
    }

    String password() {
        return password;
    }

    /**
     * Where Mailback connects to: {@code server().down()}, {@code server().when("UID STORE").answer("NO [LIMIT] full")},
     * {@code holdCommand()} and so on make what is pending or failed for real.
     */
    ImapProxy server() {
        return proxy;
    }

    /** The mail server wants another password from now on, which nobody tells Mailback. */
    void newPassword() {
        DovecotForTests.shared().addUser(login, "changed " + password);
    }

    /** Another mail program of the same user. */
    ImapClient otherClient() {
        return client;
    }

    /** Unread messages in INBOX, the first one the newest, a minute between two. */
    Mailbox letters(int count) {
        var letters = new ArrayList<Letter>();
        for (var number = 1; number <= count; number++) {
            letters.add(Letter.of("Letter " + number).at(Instant.now().minusSeconds(60L * number)));
        }
        return letters("INBOX", letters);
    }

    Mailbox letters(Letter... letters) {
        return letters("INBOX", Arrays.asList(letters));
    }

    /** Into any folder that exists: INBOX, Archive, Sent, Trash. */
    Mailbox letters(String folder, List<Letter> letters) {
        client.append(folder, letters.stream().map(letter -> letter.mail(email)).toList());
        return this;
    }

    /** Connects the account and waits for the import. */
    Mailbox connected() {
        account = owner.api().connect(email, proxy.port(), login, password);
        settled();
        return this;
    }

    /** Other tests see nothing of this account; an administrator does. */
    long account() {
        return account;
    }

    /** New mail, which Mailback is told to look for. */
    void arrives(Letter... letters) {
        letters(letters);
        sync();
    }

    void sync() {
        owner.api().post("/api/accounts/" + account + "/sync").expect(202);
    }

    /** Waits until nothing is under way or queued for this account. */
    void settled() {
        await("account " + account + " is idle").atMost(PATIENCE).until(() -> number("""
                select count(*) from account_lane l
                where l.account_id = ? and l.lease_owner is null and l.sync_due_at > now() and l.paused_until is null
                      and not exists (select 1 from pending_operation o
                                      where o.account_id = l.account_id and o.status = 'pending')
                """, account) == 1);
    }

    /** Waits until so many operations of the account have the status: pending, completed, failed, cancelled. */
    void has(int operations, String status) {
        await(operations + " operations of account " + account + " are " + status)
                .atMost(PATIENCE)
                .until(() -> number(
                                "select count(*) from pending_operation where account_id = ? and status = ?",
                                account,
                                status)
                        == operations);
    }

    /**
     * So many more messages in INBOX as if they had been fetched; they are not at the mail server, so the account is held
     * as when an administrator pauses it.
     */
    Mailbox imagined(int messages) {
        execute(
                "update account_lane set paused_until = 'infinity', pause_reason = 'paused', due_at = null where account_id = ?",
                account);
        execute("""
                insert into message (account_id, folder_id, seen, server_folder_id, uid, server_seen, message_id, internal_date,
                                     sent_at, size, sender, recipients, subject)
                select f.account_id, f.id, n % 3 > 0, f.id, 1000000 + n, n % 3 > 0, '<imagined.' || n || '@example.org>',
                       now() - n * interval '7 minutes', now() - n * interval '7 minutes', 1000 + n % 5000,
                       'Sender ' || n % 97 || ' <sender' || n % 97 || '@example.org>', 'reader@example.org', 'Imagined message ' || n
                from folder f, generate_series(1, ?) n where f.account_id = ? and f.role = 'inbox'
                """, messages, account);
        execute("analyze message");
        return this;
    }

    /** So many more {@link #imagined} messages that somebody has marked unread, which the server seems to have refused. */
    Mailbox imaginedFailures(int count, String answer) {
        imagined(count * 3 / 2);
        execute("""
                with wish as (
                    update message set seen = false where account_id = ? and server_seen and uid > 1000000 returning id, account_id)
                insert into pending_operation (account_id, message_id, seq, kind, aspect, status, attempts, last_attempt,
                                               last_error, error_class, completed_at)
                select account_id, id, row_number() over (order by id), 'mark_unread', 'seen', 'failed', 1, now(),
                       ?, 'not_permitted', now()
                from wish""", account, answer);
        execute("update account_lane set queued_no = ? where account_id = ?", count, account);
        execute("analyze pending_operation");
        return this;
    }

    /** By its role: inbox, trash, archive, sent. */
    long folder(String role) {
        return owner.api().get("/api/accounts/" + account + "/folders").expect(200).items().stream()
                .filter(folder -> folder.getString("role").equals(role))
                .map(Mailbox::id)
                .findFirst()
                .orElseThrow();
    }

    /** What REST says of the newest 200 messages of a folder. */
    List<JsonObject> messages(String role) {
        return owner.api()
                .get("/api/folders/" + folder(role) + "/messages?limit=200")
                .expect(200)
                .items();
    }

    /** The id of the only message in INBOX with this subject. */
    long message(String subject) {
        return messages("inbox").stream()
                .filter(message -> message.getString("subject").equals(subject))
                .map(Mailbox::id)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        proxy.close();
    }

    private static long id(JsonObject json) {
        return json.getJsonNumber("id").longValue();
    }

    private static long number(String query, Object... parameters) {
        try (var connection = TestWorld.database().connect();
                var statement = connection.prepareStatement(query)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var rows = statement.executeQuery();
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** What no interface offers, straight into the database. */
    static void execute(String command, Object... parameters) {
        try (var connection = TestWorld.database().connect();
                var statement = connection.prepareStatement(command)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(command, e);
        }
    }
}
