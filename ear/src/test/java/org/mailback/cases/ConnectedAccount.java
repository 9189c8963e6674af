package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mailback.cases.Shown.Folder;

/** Mailback's side of a case: an account of a user of its own, what REST shows of it ("L"), and its operations ("Q"). */
abstract class ConnectedAccount {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final Application application;
    private final String name = Application.freshName();
    private final Map<String, Shown> known = new LinkedHashMap<>();
    private Rest user;
    private long account;
    private Duration patience = PATIENCE;

    ConnectedAccount(Application application) {
        this.application = application;
    }

    /** How long it may take until the lane is idle, where there is very much to do. */
    void patience(Duration value) {
        patience = value;
    }

    /** Signs the user up, connects the account and waits for the import. */
    void connect(String host, int port, String password) {
        user = application.newUser(name);
        connectAgain(host, port, password);
    }

    /** The same mailbox as a new account of the same user. */
    void connectAgain(String host, int port, String password) {
        var sent = Json.createObjectBuilder()
                .add("email", name + "@example.org")
                .add("displayName", name)
                .add("host", host)
                .add("port", port)
                .add("tls", "none")
                .add("username", name)
                .add("password", password);
        var answer = user.post("accounts", sent.build()).expect(201);
        account = answer.object().getJsonNumber("id").longValue();
        awaitIdle();
        known.clear();
        shown().forEach(message -> known.put(message.messageId(), message));
    }

    String messageId(String message) {
        return "<" + message + "." + name + "@example.org>";
    }

    String name() {
        return name;
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

    void sync() {
        user.post("accounts/" + account + "/sync").expect(202);
    }

    /** Fetch and push until no operation is runnable. */
    void drain() {
        sync();
        awaitIdle();
    }

    /** Looks ever less often, because each look is a connection and what takes long may be noticed late. */
    void awaitIdle() {
        await("the lane of account " + account + " is idle")
                .atMost(patience)
                .pollInterval((poll, before) -> OFTEN.plusMillis(Math.min(poll, 200)))
                .until(this::isIdle);
    }

    boolean isIdle() {
        return application.read("""
                        select l.lease_owner is null and l.sync_due_at > now() and l.paused_until is null
                               and not exists (select 1 from pending_operation o
                                               where o.account_id = l.account_id and o.status = 'pending')
                        from account_lane l where l.account_id = ?
                        """, row -> row.getBoolean(1), account).equals(List.of(true));
    }

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

    /** The newest message in the folder. */
    Shown newest(Folder folder) {
        return page(folder, "limit=1").get(0);
    }

    /** A page of the unread messages in the folder. */
    List<Shown> unread(Folder folder) {
        return page(folder, "unread=true");
    }

    private List<Shown> page(Folder folder, String query) {
        return user
                .get("folders/" + folder.id() + "/messages?" + query)
                .getJsonArray("items")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(json -> Shown.of(json, folder))
                .toList();
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

    /** The message as it was when the account was connected. */
    Shown first(String message) {
        var found = known.get(messageId(message));
        if (found == null) {
            throw new IllegalArgumentException(message + " was not there when the account was connected");
        }
        return found;
    }

    /** All messages that were in the folder when the account was connected. */
    List<Shown> firstIn(Folder folder) {
        return known.values().stream()
                .filter(message -> message.folder().id() == folder.id())
                .toList();
    }

    long id(String message) {
        return first(message).id();
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

    /** Where Mailback believes the message to be in its folder at the server; 0 = not known. */
    long uid(String message) {
        return application
                .read("select uid from message where id = ?", row -> row.getLong(1), id(message))
                .get(0);
    }

    List<Queued> live() {
        return operations().stream()
                .filter(operation -> operation.is("pending"))
                .toList();
    }

    /** The message with this UID in the folder with this role. */
    long idAt(String role, long uid) {
        return application
                .read(
                        "select m.id from message m join folder f on f.id = m.server_folder_id"
                                + " where f.account_id = ? and f.role = ? and m.uid = ?",
                        row -> row.getLong(1),
                        account,
                        role,
                        uid)
                .get(0);
    }

    /** As if whoever works in the lane had not been heard of for as long as a lease. */
    void endLease() {
        execute("update account_lane set due_at = now() where account_id = " + account);
    }

    void execute(String command) {
        try (var connection = application.database().connect();
                var statement = connection.createStatement()) {
            statement.execute(command);
        } catch (SQLException e) {
            throw new IllegalStateException(command, e);
        }
    }

    /** The administrator's list, {@code pending} or {@code failed}, of this account. */
    List<JsonObject> listed(String status) {
        return admin().all("sync/" + status + "?account=" + account);
    }
}
