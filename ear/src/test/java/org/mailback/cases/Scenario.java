package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.mailback.cases.Rest.Answer;
import org.mailback.cases.Shown.Folder;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Held;
import org.mailback.rig.ImapClient.Mail;
import org.mailback.rig.ImapProxy;
import org.mailback.rig.ProxyRule;

/**
 * One case: a mail user, a proxy in front of the mail server, an application user and their account, all of its own.
 * Messages have short names such as {@code M1}. At the end, {@link #verify()} drains and checks what holds after every case.
 */
final class Scenario implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final Application application;
    private final MailServer server;
    private final String name = Application.freshName();
    private final String password = "mail password of " + name;
    private final ImapProxy proxy;
    private final Letters letters;
    private final Map<String, Shown> known = new LinkedHashMap<>();
    private final TreeSet<String> named = new TreeSet<>();
    private final TreeSet<String> changedByOthers = new TreeSet<>();
    private Rest user;
    private long account;
    private Watch watch;
    private boolean abandoned;

    Scenario(Application application, MailServer server) {
        this.application = application;
        this.server = server;
        server.addUser(name, password);
        proxy = server.proxy();
        letters = new Letters(server.client(name, password));
    }

    // ---- what is there

    /** Unread messages in INBOX, before or after {@link #connected}. */
    Scenario given(String... names) {
        return givenIn("INBOX", names);
    }

    Scenario givenIn(String folder, String... names) {
        return append(folder, Arrays.stream(names).map(this::mail).toArray(Mail[]::new));
    }

    Scenario append(String folder, Mail... mails) {
        c2().append(folder, List.of(mails));
        return this;
    }

    Mail mail(String message) {
        return Mail.withId(messageId(message));
    }

    /** Signs the user up, connects the account through the proxy and waits for the import. */
    Scenario connected() {
        user = application.newUser(name);
        var sent = Json.createObjectBuilder()
                .add("email", name + "@example.org")
                .add("displayName", name)
                .add("host", proxy.host())
                .add("port", proxy.port())
                .add("tls", "none")
                .add("username", name)
                .add("password", password);
        var answer = user.post("accounts", sent.build()).expect(201);
        account = answer.object().getJsonNumber("id").longValue();
        awaitIdle();
        proxy.clearLog();
        letters.remember();
        learn();
        watch = new Watch(this::shown);
        return this;
    }

    /** Looks up the ids of messages that came later. */
    void learn() {
        shown().forEach(message -> known.put(message.messageId(), message));
    }

    String messageId(String message) {
        return "<" + message + "." + name + "@example.org>";
    }

    String name() {
        return name;
    }

    String password() {
        return password;
    }

    MailServer server() {
        return server;
    }

    ImapProxy proxy() {
        return proxy;
    }

    /** The other mail program. */
    ImapClient c2() {
        return letters.client();
    }

    Rest user() {
        return user;
    }

    Rest admin() {
        return application.admin();
    }

    Application application() {
        return application;
    }

    long account() {
        return account;
    }

    // ---- actions

    Answer markRead(String... messages) {
        return act("mark-read", messages);
    }

    Answer markUnread(String... messages) {
        return act("mark-unread", messages);
    }

    Answer trash(String... messages) {
        return act("trash", messages);
    }

    Answer restore(String... messages) {
        return act("restore", messages);
    }

    Answer delete(String... messages) {
        return act("delete", messages);
    }

    private Answer act(String action, String... messages) {
        return watch.during(() -> {
            var answer = messages.length == 1 ? single(action, id(messages[0])) : bulk(action, ids(messages));
            if (answer.status() == 200) {
                Stream.of(messages).forEach(message -> expect(action, message));
            }
            return answer;
        });
    }

    private Answer single(String action, long id) {
        return action.equals("delete")
                ? user.send("DELETE", "messages/" + id, null)
                : user.post("messages/" + id + "/" + action);
    }

    Answer bulk(String action, List<Long> ids) {
        var body = Json.createObjectBuilder().add("action", action).add("ids", Rest.array(ids));
        return user.post("messages/bulk", body.build());
    }

    /** Expects what the action, done by other means, makes of the message. */
    void expect(String action, String message) {
        named.add(messageId(message));
        var id = messageId(message);
        switch (action) {
            case "mark-read" -> watch.seen(id, true);
            case "mark-unread" -> watch.seen(id, false);
            case "trash" -> watch.placed(id, folder("trash").id());
            case "restore" -> watch.placed(id, home(message).id());
            case "delete" -> {
                watch.placed(id, 0);
                letters.expectCopies(id, 0);
            }
            default -> throw new IllegalArgumentException(action);
        }
    }

    /** Where a restored message goes: its first folder, unless that was the trash. */
    private Folder home(String message) {
        var first = known.get(messageId(message)).folder();
        return first.role().equals("trash") ? folder("inbox") : first;
    }

    /** From now on the provider, an administrator or another client may change this message. */
    void release(String message) {
        changedByOthers.add(messageId(message));
        watch.release(messageId(message));
    }

    /** At the end the server must hold this many; for what another client did, or what cannot be removed. */
    void expectCopies(String message, int count) {
        changedByOthers.add(messageId(message));
        letters.expectCopies(messageId(message), count);
    }

    /** No look of the watch falls into this, because the node is down meanwhile. */
    void unwatched(Runnable work) {
        watch.during(() -> {
            work.run();
            return null;
        });
    }

    /** The account is gone: nothing more to drain or to compare. */
    void abandon() {
        abandoned = true;
    }

    // ---- the engine

    void sync() {
        user.post("accounts/" + account + "/sync").expect(202);
    }

    /** A sync that gets stuck in its first command, so that everything queued from now on stays unclaimed. */
    ProxyRule holdSync() {
        var hold = proxy.when("").holdCommand();
        sync();
        hold.awaitHit(PATIENCE);
        return hold;
    }

    /** Fetch and push until no operation is runnable. */
    Scenario drain() {
        sync();
        return awaitIdle();
    }

    Scenario awaitIdle() {
        await("the lane of account " + account + " is idle")
                .atMost(PATIENCE)
                .pollInterval(OFTEN)
                .until(this::isIdle);
        return this;
    }

    boolean isIdle() {
        return application.read("""
                        select l.lease_owner is null and l.sync_due_at > now() and l.paused_until is null
                               and not exists (select 1 from pending_operation o
                                               where o.account_id = l.account_id and o.status = 'pending')
                        from account_lane l where l.account_id = ?
                        """, row -> row.getBoolean(1), account).equals(List.of(true));
    }

    // ---- L, S, Q

    List<Folder> folders() {
        return user.get("accounts/" + account + "/folders").getJsonArray("items").getValuesAs(JsonObject.class).stream()
                .map(Folder::of)
                .toList();
    }

    Folder folder(String role) {
        return folders().stream()
                .filter(folder -> folder.role().equals(role))
                .findFirst()
                .orElseThrow();
    }

    List<Shown> shown() {
        var shown = new ArrayList<Shown>();
        for (var folder : folders()) {
            user.all("folders/" + folder.id() + "/messages").forEach(json -> shown.add(Shown.of(json, folder)));
        }
        return shown;
    }

    /** The message as the user sees it; fails when it shows not exactly once. */
    Shown shown(String message) {
        var found = shown().stream()
                .filter(candidate -> candidate.messageId().equals(messageId(message)))
                .toList();
        assertThat(found).as(message).hasSize(1);
        return found.get(0);
    }

    boolean isShown(String message) {
        return shown().stream().anyMatch(candidate -> candidate.messageId().equals(messageId(message)));
    }

    /** The message as the server holds it; fails unless it is exactly once in the folder. */
    Held held(String folder, String message) {
        return c2().message(folder, messageId(message));
    }

    int count(String folder, String message) {
        return c2().count(folder, messageId(message));
    }

    long id(String message) {
        var found = known.get(messageId(message));
        if (found == null) {
            throw new IllegalArgumentException(message + " was not there when the account was connected");
        }
        return found.id();
    }

    List<Long> ids(String... messages) {
        return Stream.of(messages).map(this::id).toList();
    }

    List<Queued> operations() {
        return application.read(Queued.QUERY, Queued::of, account);
    }

    List<Queued> operations(String message) {
        return operations().stream()
                .filter(operation -> operation.message() == id(message))
                .toList();
    }

    /** The only operation of the message. */
    Queued operation(String message) {
        var found = operations(message);
        assertThat(found).as("operations of " + message).hasSize(1);
        return found.get(0);
    }

    /** The server's other flags as Mailback knows them; no list shows them yet. */
    List<String> flags(String message) {
        return application.read(
                "select unnest(flags) from message where id = ? order by 1", row -> row.getString(1), id(message));
    }

    List<Queued> live() {
        return operations().stream()
                .filter(operation -> operation.is("pending"))
                .toList();
    }

    /** The administrator's list, {@code pending} or {@code failed}, of this account. */
    List<JsonObject> listed(String status) {
        return admin().all("sync/" + status + "?account=" + account);
    }

    // ---- the end

    /** What holds after every case: I1 to I5. */
    void verify() {
        proxy.clearRules();
        proxy.up();
        var problems = new ArrayList<String>();
        if (!abandoned) {
            drain();
            problems.addAll(watch.flips().stream().map(flip -> "I3: " + flip).toList());
            problems.addAll(differences());
        }
        operations().stream()
                .filter(operation -> operation.is("pending")
                        || operation.is("failed") && (operation.errorClass() == null || operation.lastError() == null))
                .forEach(operation -> problems.add("I4: " + operation));
        problems.addAll(letters.problems(named, changedByOthers));
        proxy.assertPolite();
        assertThat(problems).isEmpty();
    }

    /** L against S, message by message; what failed may differ. */
    private List<String> differences() {
        var differences = new ArrayList<String>();
        var shown = new LinkedHashMap<String, List<Shown>>();
        shown().forEach(message -> shown.computeIfAbsent(message.messageId(), id -> new ArrayList<>())
                .add(message));
        letters.byFolder()
                .forEach((folder, messages) -> messages.forEach(held -> {
                    var found = shown.getOrDefault(held.messageId(), List.of());
                    var failed =
                            found.stream().anyMatch(message -> message.sync().equals("failed"));
                    if (!failed && !changedByOthers.contains(held.messageId()) && !sameAs(held, folder, found)) {
                        differences.add("I3: " + held + " is in " + folder + " but shows as " + found);
                    }
                }));
        return differences;
    }

    private static boolean sameAs(Held held, String folder, List<Shown> found) {
        return found.size() == 1
                && found.get(0).seen() == held.seen()
                && found.get(0).folder().name().equals(folder);
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        proxy.close();
    }
}
