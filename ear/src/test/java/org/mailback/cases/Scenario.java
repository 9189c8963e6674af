package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
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
final class Scenario extends ConnectedAccount implements AutoCloseable {

    private final MailServer server;
    private final String password = "mail password of " + name();
    private final ImapProxy proxy;
    private final Letters letters;
    private final TreeSet<String> named = new TreeSet<>();
    private final TreeSet<String> changedByOthers = new TreeSet<>();
    private Watch watch;
    private boolean abandoned;

    Scenario(Application application, MailServer server) {
        super(application);
        this.server = server;
        server.addUser(name(), password);
        proxy = server.proxy();
        letters = new Letters(server.client(name(), password));
    }

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

    /** Connects the account through the proxy; what happens from now on counts. */
    Scenario connected() {
        connect(proxy.host(), proxy.port(), password);
        proxy.clearLog();
        letters.remember();
        watch = new Watch(this::shown);
        return this;
    }

    /** As a new account; what happens from now on counts. */
    void connectAgain() {
        connectAgain(proxy.host(), proxy.port(), password);
        letters.remember();
        watch.close();
        watch = new Watch(this::shown);
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

    /** The other mail program has to know it as well. */
    void newMailPassword(String value) {
        letters.signInWith(server.client(name(), value));
    }

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

    /** Everything in the folder with this role, from its newest message downwards, by one call. */
    Answer markAllRead(String role) {
        var folder = folder(role);
        var body = Json.createObjectBuilder()
                .add("action", "mark-read")
                .add("folder", folder.id())
                .add("upTo", newest(folder).id());
        return watch.during(() -> {
            var answer = user().post("messages/bulk", body.build());
            watch.staysEmpty(() -> unread(folder));
            firstIn(folder).forEach(message -> named.add(message.messageId()));
            return answer;
        });
    }

    private Answer act(String action, String... messages) {
        return act(user(), action, messages);
    }

    /** As another session of the user, for example at another node. */
    Answer act(Rest caller, String action, String... messages) {
        return watch.during(() -> {
            var answer = messages.length == 1
                    ? single(caller, action, id(messages[0]))
                    : bulk(caller, action, ids(messages));
            if (answer.status() == 200) {
                Stream.of(messages).forEach(message -> expect(action, message));
            }
            return answer;
        });
    }

    private static Answer single(Rest caller, String action, long id) {
        return action.equals("delete")
                ? caller.send("DELETE", "messages/" + id, null)
                : caller.post("messages/" + id + "/" + action);
    }

    Answer bulk(String action, List<Long> ids) {
        return bulk(user(), action, ids);
    }

    /** As another session of the user; the case is not told what to expect. */
    static Answer bulk(Rest caller, String action, List<Long> ids) {
        var body = Json.createObjectBuilder().add("action", action).add("ids", Rest.array(ids));
        return caller.post("messages/bulk", body.build());
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
        var first = first(message).folder();
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

    /** Several messages have this Message-ID, or none: they cannot be told apart by it, only counted. */
    void alike(String messageId) {
        changedByOthers.add(messageId);
    }

    /** The node is going down: the watch sees nothing until {@link #lookAgain()}. */
    void lookAway() {
        watch.pause(true);
    }

    void lookAgain() {
        watch.pause(false);
    }

    /** By other means, an action moved every message there is. */
    void nameAll() {
        shown().forEach(message -> named.add(message.messageId()));
    }

    /** The account is gone: nothing more to drain or to compare. */
    void abandon() {
        abandoned = true;
    }

    /** A sync that gets stuck in its first command, so that everything queued from now on stays unclaimed. */
    ProxyRule holdSync() {
        var hold = proxy.when("").holdCommand();
        sync();
        hold.awaitHit(PATIENCE);
        return hold;
    }

    /** The message as the server holds it; fails unless it is exactly once in the folder. */
    Held held(String folder, String message) {
        return c2().message(folder, messageId(message));
    }

    int count(String folder, String message) {
        return c2().count(folder, messageId(message));
    }

    /** What holds after every case: I1 to I5. */
    void verify() {
        proxy.clearRules();
        proxy.up();
        var problems = new ArrayList<String>();
        if (!abandoned) {
            drain();
            problems.addAll(watch.flips().stream().map(flip -> "I3: " + flip).toList());
        }
        var held = letters.byFolder();
        if (!abandoned) {
            problems.addAll(differences(held));
        }
        operations().stream()
                .filter(operation -> operation.is("pending")
                        || operation.is("failed") && (operation.errorClass() == null || operation.lastError() == null))
                .forEach(operation -> problems.add("I4: " + operation));
        problems.addAll(letters.problems(held, named, changedByOthers));
        proxy.assertPolite();
        assertThat(problems).isEmpty();
    }

    /** L against S, message by message; what failed may differ. */
    private List<String> differences(Map<String, List<Held>> held) {
        var differences = new ArrayList<String>();
        var shown = new LinkedHashMap<String, List<Shown>>();
        shown().forEach(message -> shown.computeIfAbsent(message.messageId(), id -> new ArrayList<>())
                .add(message));
        held.forEach((folder, messages) -> messages.forEach(message -> {
            var found = shown.getOrDefault(message.messageId(), List.of());
            var failed = found.stream().anyMatch(candidate -> candidate.sync().equals("failed"));
            if (!failed && !changedByOthers.contains(message.messageId()) && !sameAs(message, folder, found)) {
                differences.add("I3: " + message + " is in " + folder + " but shows as " + found);
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
