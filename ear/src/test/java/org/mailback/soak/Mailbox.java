package org.mailback.soak;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Held;
import org.mailback.rig.ImapProxy;
import org.mailback.server.ApiClient;

/**
 * One user with one account behind a proxy. The user acts on some messages over and over, and deletes others for ever; what
 * they see of the first must be at every look what they last asked for.
 */
final class Mailbox implements AutoCloseable {

    private static final int MESSAGES = 60;
    private static final int MOST_AT_ONCE = 20;
    private static final Duration IMPORTED_WITHIN = Duration.ofMinutes(10);

    private final String name;
    private final String password;
    private final ImapProxy proxy;
    private final Browser browser;
    private final ImapClient server;
    private final OtherClient other;
    private final long account;
    private final Map<String, Wish> wishes = new TreeMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<String, Long> folders = new HashMap<>();
    private final Random random;
    private final AtomicLong actions = new AtomicLong();
    private final AtomicLong queued = new AtomicLong();

    /** What the user last asked for. */
    private record Wish(boolean seen, String folder) {
        Wish after(String action) {
            return switch (action) {
                case "mark-read" -> new Wish(true, folder);
                case "mark-unread" -> new Wish(false, folder);
                case "trash" -> new Wish(seen, "Trash");
                case "restore" -> new Wish(seen, "INBOX");
                default -> throw new IllegalArgumentException(action);
            };
        }
    }

    Mailbox(Cluster cluster, String name, long seed) {
        this.name = name;
        password = "mail password of " + name;
        random = new Random(seed);
        cluster.dovecot().addUser(name, password);
        server = cluster.dovecot().client(name, password);
        proxy = ImapProxy.before(cluster.dovecot());
        other = new OtherClient(server, name, random.nextLong());
        var ids = IntStream.rangeClosed(1, MESSAGES)
                .mapToObj(n -> messageId("u" + n))
                .toList();
        server.append("INBOX", ids.stream().map(ImapClient.Mail::withId).toList());
        other.begin();
        account = ApiClient.newUser(cluster.nodes().get(0).url(), name)
                .connect(name + "@example.org", proxy.port(), name, password);
        browser = new Browser(name, cluster.nodes());
        ids.forEach(id -> wishes.put(id, new Wish(false, "INBOX")));
    }

    private String messageId(String message) {
        return "<" + message + "." + name + "@example.org>";
    }

    /** Waits for the import, then knows the messages by their ids. */
    void imported() {
        var giveUp = Instant.now().plus(IMPORTED_WITHIN);
        while (names.size() < MESSAGES) {
            if (Instant.now().isAfter(giveUp)) {
                throw new AssertionError(name + " was not imported");
            }
            Cluster.pause();
            readFolders();
            shown().stream()
                    .filter(message -> wishes.containsKey(message.getString("messageId")))
                    .forEach(message -> names.put(id(message), message.getString("messageId")));
        }
    }

    private void readFolders() {
        browser.get("/api/accounts/" + account + "/folders")
                .items()
                .forEach(folder -> folders.put(folder.getString("name"), id(folder)));
    }

    private static long id(JsonObject json) {
        return json.getJsonNumber("id").longValue();
    }

    String name() {
        return name;
    }

    ImapProxy proxy() {
        return proxy;
    }

    OtherClient other() {
        return other;
    }

    long actions() {
        return actions.get();
    }

    long queued() {
        return queued.get();
    }

    /** One thing that the user does; then a look. @return what was seen that must not be */
    List<String> act() {
        if (random.nextInt(10) == 0) {
            deleteForEver();
        } else {
            var action = List.of("mark-read", "mark-unread", "trash", "restore").get(random.nextInt(4));
            var some = new ArrayList<>(names.keySet());
            some.sort(null);
            Collections.shuffle(some, random);
            var ids = some.subList(0, random.nextInt(3) == 0 ? 1 + random.nextInt(MOST_AT_ONCE) : 1);
            count(bulk(action, ids));
            ids.forEach(id -> wishes.computeIfPresent(names.get(id), (message, wish) -> wish.after(action)));
        }
        return flips();
    }

    private void deleteForEver() {
        var page = browser.get("/api/folders/" + folders.get("INBOX") + "/messages?limit=100")
                .items();
        var doomed = page.stream()
                .filter(message -> other.mayBeDeleted(message.getString("messageId")))
                .limit(5)
                .toList();
        if (!doomed.isEmpty()) {
            count(bulk("delete", doomed.stream().map(Mailbox::id).toList()));
            doomed.forEach(message -> other.deletedForEver(message.getString("messageId")));
        }
    }

    private JsonObject bulk(String action, List<Long> ids) {
        var body = Json.createObjectBuilder()
                .add("action", action)
                .add("ids", Json.createArrayBuilder(ids))
                .build();
        return browser.post("/api/messages/bulk", body.toString()).json();
    }

    private void count(JsonObject answer) {
        actions.incrementAndGet();
        queued.addAndGet(answer.getInt("queued"));
    }

    private List<String> flips() {
        var ids = names.keySet().stream().map(String::valueOf).collect(Collectors.joining(","));
        var shown = browser.get("/api/messages?ids=" + ids).items().stream()
                .collect(Collectors.toMap(message -> message.getString("messageId"), this::shownAs));
        return wishes.entrySet().stream()
                .filter(wish -> !wish.getValue().equals(shown.get(wish.getKey())))
                .map(wish -> "I3: " + wish.getKey() + " was asked to be " + wish.getValue() + " but shows as "
                        + shown.get(wish.getKey()))
                .toList();
    }

    private Wish shownAs(JsonObject message) {
        var folder = message.getJsonNumber("folderId").longValue();
        var shownIn = folders.entrySet().stream()
                .filter(known -> known.getValue() == folder)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("folder " + folder);
        return new Wish(message.getBoolean("seen"), shownIn);
    }

    private List<JsonObject> shown() {
        var all = new ArrayList<JsonObject>();
        for (var folder : folders.values()) {
            var cursor = "";
            do {
                var page = browser.get("/api/folders/" + folder + "/messages?limit=200" + cursor);
                all.addAll(page.items());
                cursor = page.json().isNull("next")
                        ? ""
                        : "&cursor=" + page.json().getString("next");
            } while (!cursor.isEmpty());
        }
        return all;
    }

    /** I5 so far; what was looked at is forgotten, so that the log does not grow. */
    void checkCommands() {
        proxy.assertPolite();
        proxy.clearLog();
    }

    void saveThePasswordAgain() {
        var body = Json.createObjectBuilder().add("password", password).build();
        browser.patch("/api/accounts/" + account, body.toString());
    }

    boolean asksForThePassword() {
        return browser.get("/api/accounts").items().get(0).getString("state").equals("auth_required");
    }

    void sync() {
        browser.post("/api/accounts/" + account + "/sync", "");
    }

    /** I1, I2, I3 and I5, after everything has settled. */
    List<String> problems() {
        readFolders();
        var problems = new ArrayList<>(flips());
        var held = new TreeMap<String, List<Place>>();
        server.folders()
                .forEach(folder -> server.messages(folder)
                        .forEach(message -> held.computeIfAbsent(message.messageId(), id -> new ArrayList<>())
                                .add(new Place(folder, message))));
        wishes.forEach((message, wish) -> {
            var places = held.getOrDefault(message, List.of());
            if (places.size() != 1 || !places.get(0).fulfils(wish)) {
                problems.add("I1/I3: " + message + " was asked to be " + wish + " but the server has " + places);
            }
        });
        var shown = shown().stream()
                .map(message -> message.getString("messageId") + " " + shownAs(message))
                .sorted()
                .toList();
        var there = held.values().stream()
                .flatMap(List::stream)
                .map(place -> place.message().messageId() + " " + place.shown())
                .sorted()
                .toList();
        if (!shown.equals(there)) {
            problems.add("I3: " + name + " sees " + minus(shown, there) + " instead of " + minus(there, shown));
        }
        problems.addAll(other.problems(held.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream().map(Place::message).toList()))));
        return problems;
    }

    private static List<String> minus(List<String> all, List<String> without) {
        var rest = new ArrayList<>(all);
        without.forEach(rest::remove);
        return rest;
    }

    private record Place(String folder, Held message) {
        boolean fulfils(Wish wish) {
            return shown().equals(wish);
        }

        Wish shown() {
            return new Wish(message.seen(), folder);
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
