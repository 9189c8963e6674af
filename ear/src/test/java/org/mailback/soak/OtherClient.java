package org.mailback.soak;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Held;
import org.mailback.rig.ImapClient.Mail;

/**
 * Another mail program on the same mailbox: mail arrives, is filed and removed, a keyword is set on what the user works with,
 * and two messages stay marked for removal all the time, which nobody else may carry out.
 */
final class OtherClient {

    private static final int MOST = 60;
    private static final int MOST_DOOMED = 30;
    private static final String KEYWORD = "$Work";

    private final ImapClient server;
    private final String name;
    private final Random random;
    /** Letters of this client's own, by Message-ID: whether they are to be there. */
    private final Map<String, Boolean> filed = new ConcurrentHashMap<>();
    /** Letters that the user deletes for ever. */
    private final Map<String, Boolean> doomed = new ConcurrentHashMap<>();
    /** The server died while it was asked to add or remove these. */
    private final Set<String> uncertain = ConcurrentHashMap.newKeySet();

    private final Set<String> marked = new TreeSet<>();
    private int number;

    OtherClient(ImapClient server, String name, long seed) {
        this.server = server;
        this.name = name;
        random = new Random(seed);
    }

    /** What is there before the account is connected. */
    void begin() {
        for (var folder : List.of("INBOX", "Trash")) {
            var id = messageId("kept" + folder);
            server.append(folder, Mail.withId(id).flags("\\Deleted", "\\Seen"));
            filed.put(id, true);
        }
    }

    private String messageId(String message) {
        return "<" + message + "." + name + "@example.org>";
    }

    /** One thing that this client does; the server may be away. */
    void act() {
        try {
            switch (random.nextInt(5)) {
                case 0, 1 -> arrives();
                case 2 -> files();
                case 3 -> removes();
                default -> marks();
            }
        } catch (IllegalStateException | UncheckedIOException serverIsAway) {
            Cluster.pause();
        }
    }

    private void arrives() {
        number++;
        if (doomed.values().stream().filter(there -> there).count() < MOST_DOOMED) {
            add(doomed, messageId("x" + number));
        }
        add(filed, messageId("f" + number));
    }

    private void add(Map<String, Boolean> letters, String id) {
        uncertain.add(id);
        server.append("INBOX", id);
        letters.put(id, true);
        uncertain.remove(id);
    }

    private void files() {
        var from = random.nextBoolean() ? "INBOX" : "Archive";
        var some = own(from);
        if (!some.isEmpty()) {
            var message = some.get(random.nextInt(some.size()));
            server.move(from, message.uid(), from.equals("INBOX") ? "Archive" : "INBOX");
        }
    }

    private void removes() {
        for (var folder : List.of("INBOX", "Archive")) {
            var some = own(folder);
            for (var message : some.subList(0, Math.max(0, some.size() - MOST / 2))) {
                uncertain.add(message.messageId());
                server.expunge(folder, message.uid());
                filed.put(message.messageId(), false);
                uncertain.remove(message.messageId());
            }
        }
    }

    private List<Held> own(String folder) {
        return server.messages(folder).stream()
                .filter(message -> message.messageId().startsWith("<f"))
                .toList();
    }

    /** The user may move the message in that moment, so it is looked at again. */
    private void marks() {
        var id = messageId("u" + (1 + random.nextInt(60)));
        find(id).ifPresent(place -> server.store(place.folder(), place.message().uid(), "+FLAGS (" + KEYWORD + ")"));
        if (find(id).stream().anyMatch(place -> place.message().flags().contains(KEYWORD))) {
            marked.add(id);
        }
    }

    private record Place(String folder, Held message) {}

    private Optional<Place> find(String id) {
        return Stream.of("INBOX", "Trash")
                .flatMap(folder -> server.messages(folder).stream().map(message -> new Place(folder, message)))
                .filter(place -> place.message().messageId().equals(id))
                .findFirst();
    }

    boolean mayBeDeleted(String messageId) {
        return doomed.getOrDefault(messageId, false) && !uncertain.contains(messageId);
    }

    void deletedForEver(String messageId) {
        doomed.put(messageId, false);
    }

    /** I1 and I2 for what this client knows of. {@code held}: all that the server has, by Message-ID. */
    List<String> problems(Map<String, List<Held>> held) {
        var problems = new ArrayList<String>();
        Stream.of(filed, doomed).flatMap(letters -> letters.entrySet().stream()).forEach(letter -> {
            var count = held.getOrDefault(letter.getKey(), List.of()).size();
            if (uncertain.contains(letter.getKey()) ? count > 1 : count != (letter.getValue() ? 1 : 0)) {
                problems.add("I1: " + letter.getKey() + " is " + count + " times on the server");
            }
        });
        for (var folder : List.of("INBOX", "Trash")) {
            var kept = held.getOrDefault(messageId("kept" + folder), List.of());
            if (kept.size() != 1 || !kept.get(0).deleted() || !kept.get(0).seen()) {
                problems.add("I2: the message that another client marked is " + kept);
            }
        }
        for (var id : marked) {
            if (held.getOrDefault(id, List.of()).stream()
                    .noneMatch(message -> message.flags().contains(KEYWORD))) {
                problems.add("I2: " + id + " lost " + KEYWORD + ": " + held.get(id));
            }
        }
        return problems;
    }
}
