package org.mailback.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.operation.OperationKind;
import org.mailback.provider.MailProvider;
import org.mailback.provider.imap.RealImap;
import org.mailback.rig.Beans;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Mail;
import org.mailback.rig.ImapProxy;
import org.mailback.rig.Mailboxes;
import org.mailback.sync.SyncEngine;

/**
 * One user's mail at Dovecot and one node of Mailback before it. Each step of a scenario is tried again after a crash, as a
 * user repeats what was answered with an error; after each step the user must see what the undisturbed run showed there.
 */
final class World implements AutoCloseable {

    static final Duration AFTER_THE_LEASE = Duration.ofMinutes(10);
    private static final String PASSWORD = "secret";
    private static final int MOST_TRIES = 60;
    private static final Pattern FETCHED =
            Pattern.compile("^\\* \\d+ FETCH .*FLAGS \\(([^)]*)\\).*Message-ID:\\s*(\\S+)", Pattern.DOTALL);
    private static final AtomicInteger USERS = new AtomicInteger();

    private final Beans beans;
    private final Mailboxes mailboxes;
    private final CrashPoints points;
    private final ImapProxy proxy;
    private final ImapClient client;
    private final String user = "crash" + USERS.incrementAndGet();
    private final List<List<String>> shown = new ArrayList<>();
    private final @Nullable List<List<String>> undisturbed;
    private long account;
    private RealImap imap = new RealImap();

    /** @param undisturbed what the user saw after each step of the run without a crash; null: this is that run */
    World(Beans beans, DovecotServer server, CrashPoints points, @Nullable List<List<String>> undisturbed) {
        this.beans = beans;
        this.points = points;
        this.undisturbed = undisturbed;
        mailboxes = new Mailboxes(beans);
        proxy = ImapProxy.before(server).oneAtATime().watch(points);
        client = server.addUser(user, PASSWORD).client(user, PASSWORD);
        beans.restart(); // else what an earlier world made of them still has its connections
        beans.watch(points);
        beans.put(MailProvider.class, imap.provider());
    }

    ImapProxy proxy() {
        return proxy;
    }

    ImapClient client() {
        return client;
    }

    /** What the user saw after each step. */
    List<List<String>> shown() {
        return shown;
    }

    static String id(String name) {
        return "<" + name + "@x>";
    }

    static Mail mail(String name, String... flags) {
        return Mail.withId(id(name)).flags(flags);
    }

    static Stream<Mail> mails(String prefix, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(n -> mail(prefix + n));
    }

    /** As Mailback knows it. */
    long uid(String name) {
        return beans.number(
                "select uid from message where account_id = " + account + " and message_id = '" + id(name) + "'");
    }

    /** @return the UIDs, in order */
    List<Long> given(String folder, Stream<Mail> mails) {
        return client.append(folder, mails.toList());
    }

    /** Imports what is given; crashes count from here on. */
    void connect() {
        account = mailboxes.account(user);
        beans.execute("delete from folder where account_id = " + account);
        var sealed = beans.get(AccountPasswords.class).seal(account, PASSWORD);
        beans.execute(
                "update account set port = " + proxy.port() + ", host = '" + proxy.host() + "', username = '" + user
                        + "', password_key_id = '" + sealed.keyId() + "', password_sealed = '\\x"
                        + HexFormat.of().formatHex(sealed.text()) + "' where id = " + account);
        wantFetch();
        drain();
        shown.add(local());
        points.arm();
    }

    void user(OperationKind kind, String... names) {
        step(() -> act(kind, names));
    }

    void another(Consumer<ImapClient> change) {
        step(() -> change.accept(client));
    }

    /** Meanwhile the user acts, while the server's answer to the first such command is on its way; else at the end of it. */
    void push(String commands, OperationKind kind, String... names) {
        step(() -> {
            points.meanwhile(command -> {
                if (command.matches(commands)) {
                    act(kind, names);
                    points.meanwhile(any -> {});
                }
            });
            drain();
            points.meanwhile(any -> {});
            act(kind, names);
        });
    }

    void push() {
        step(this::drain);
    }

    void sync() {
        step(() -> {
            wantFetch();
            drain();
        });
    }

    /** A whole fetch, without crashes: nothing may come back, and nothing twice. */
    void look() {
        points.disarm();
        sync();
    }

    private void act(OperationKind kind, String... names) {
        mailboxes.act(kind, Stream.of(names).map(this::message).toList());
    }

    private long message(String name) {
        return beans.number(
                "select min(id) from message where account_id = " + account + " and message_id = '" + id(name) + "'");
    }

    private void wantFetch() {
        beans.execute(
                "update account_lane set due_at = now(), sync_due_at = now() where lease_owner is null and account_id = "
                        + account);
    }

    /** @return whether there is more to do at once */
    boolean turn() {
        return beans.get(SyncEngine.class).sync(account);
    }

    private void drain() {
        for (int turn = 0; turn < MOST_TRIES; turn++) {
            boolean more = turn();
            if (!more && isIdle()) {
                return;
            }
            if (!more) {
                beans.pass(AFTER_THE_LEASE);
            }
        }
        throw new AssertionError("not idle: " + state());
    }

    boolean isIdle() {
        return beans.number("select count(*) from account_lane l where account_id = " + account
                        + " and (lease_owner is not null or sync_due_at <= now() or exists (select 1 from pending_operation o"
                        + " where o.account_id = l.account_id and o.status = 'pending'))")
                == 0;
    }

    private void step(Runnable work) {
        for (int attempt = 0; ; attempt++) {
            try {
                work.run();
                break;
            } catch (Crash e) {
                assertThat(attempt).isLessThan(MOST_TRIES);
                restart();
                nothingFlippedBack();
            }
        }
        var now = local();
        shown.add(now);
        if (undisturbed != null) {
            assertThat(now).as("shown after step " + shown.size()).isEqualTo(undisturbed.get(shown.size() - 1));
        }
    }

    /** Another node, or the same one started again, once the lease is over. */
    private void restart() {
        proxy.cut();
        imap.close();
        imap = new RealImap();
        beans.restart();
        beans.put(MailProvider.class, imap.provider());
        points.revive();
        beans.pass(AFTER_THE_LEASE);
    }

    private void nothingFlippedBack() {
        if (undisturbed != null) {
            var known = new ArrayList<>(undisturbed.get(shown.size() - 1));
            known.addAll(undisturbed.get(shown.size()));
            assertThat(known).as("shown in step " + (shown.size() + 1)).containsAll(local());
        }
    }

    private List<String> local() {
        return texts("""
                select m.message_id || ' in ' || f.name || case when m.seen then ', read' else '' end
                from message m join folder f on f.id = m.folder_id
                where m.account_id = %d and not m.removed order by 1
                """);
    }

    /** All that must be the same at the end, whatever happened on the way. */
    String state() {
        return "At the server:\n" + lines(server()) + "Local value, then server value:\n" + lines(texts("""
                        select m.message_id || ' in ' || f.name || case when m.seen then ', read' else '' end || ', at the server in '
                               || coalesce(s.name, '?') || case when m.server_seen then ', read' else '' end
                               || case when m.uid is null then ', lost' else '' end || ' ' || array_to_string(m.flags, ' ')
                        from message m join folder f on f.id = m.folder_id left join folder s on s.id = m.server_folder_id
                        where m.account_id = %d and not m.removed order by 1
                        """))
                + "Operations:\n" + lines(texts("""
                        select m.message_id || ' ' || o.kind || ' ' || o.status || ' ' || coalesce(o.error_class, '')
                               || ' attempts ' || o.attempts || case when o.uncertain then ', uncertain' else '' end
                        from pending_operation o join message m on m.id = o.message_id where o.account_id = %d order by 1
                        """)) + "Lane:\n" + lines(texts("""
                        select coalesce(lease_owner, 'free') || ' ' || claimed_to || ' ' || coalesce(pause_reason, 'well')
                        from account_lane where account_id = %d
                        """)) + "Counts:\n" + lines(texts("""
                        select f.name || ' ' || sum(c.total) || ' ' || sum(c.unread)
                        from folder_count c join folder f on f.id = c.folder_id where f.account_id = %d
                        group by f.name order by 1
                        """));
    }

    private List<String> server() {
        var folders = client.folders().stream().sorted().toList();
        var commands = folders.stream()
                .flatMap(folder ->
                        Stream.of("EXAMINE " + folder, "UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"));
        var held = new ArrayList<String>();
        int answers = 0;
        for (var line : client.run(commands.toArray(String[]::new))) {
            var fetched = FETCHED.matcher(line);
            if (fetched.find()) {
                held.add(folders.get(answers / 2) + ": " + fetched.group(2) + " " + sorted(fetched.group(1)));
            } else if (!line.startsWith("* ")) {
                answers++;
            }
        }
        return held.stream().sorted().toList();
    }

    private static List<String> sorted(String flags) {
        return Stream.of(flags.split(" "))
                .filter(flag -> !flag.isEmpty() && !flag.equals("\\Recent"))
                .sorted()
                .toList();
    }

    private List<String> texts(String query) {
        return beans.query(query.formatted(account)).stream()
                .map(String::valueOf)
                .toList();
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> "  " + line + "\n").collect(Collectors.joining());
    }

    @Override
    public void close() {
        points.disarm();
        points.revive();
        imap.close();
        proxy.close();
        proxy.assertPolite();
        beans.watch(new Beans.Watch() {});
        beans.execute("delete from account where id = " + account);
    }
}
