package org.mailback.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Held;

/** The mail server as a second client sees it ("S"), and what of it must not have changed at the end (I1, I2). */
final class Letters {

    private ImapClient client;
    private final Map<String, Integer> copiesBefore = new TreeMap<>();
    private final Map<String, List<String>> before = new LinkedHashMap<>();

    Letters(ImapClient client) {
        this.client = client;
    }

    void signInWith(ImapClient value) {
        client = value;
    }

    ImapClient client() {
        return client;
    }

    /** What is on the server now is how often it must be there at the end. */
    void remember() {
        var held = byFolder();
        copiesBefore.clear();
        copiesBefore.putAll(copies(held));
        before.clear();
        before.putAll(state(held));
    }

    void expectCopies(String messageId, int count) {
        if (count == 0) {
            copiesBefore.remove(messageId);
        } else {
            copiesBefore.put(messageId, count);
        }
    }

    /**
     * @param held what {@link #byFolder} told
     * @param named messages that an action named, or that the test changed itself
     */
    List<String> problems(Map<String, List<Held>> held, TreeSet<String> named, TreeSet<String> changedByOthers) {
        var problems = new ArrayList<String>();
        var copies = copies(held);
        if (!copies.equals(copiesBefore)) {
            var more = new TreeMap<>(copies);
            more.entrySet().removeAll(copiesBefore.entrySet());
            var fewer = new TreeMap<>(copiesBefore);
            fewer.entrySet().removeAll(copies.entrySet());
            problems.add("I1: copies on the server are " + more + ", not " + fewer);
        }
        var now = state(held);
        before.forEach((messageId, states) -> {
            if (named.contains(messageId) || changedByOthers.contains(messageId)) {
                return;
            }
            if (!states.equals(now.get(messageId))) {
                problems.add(
                        "I2: " + messageId + " was not named, but was " + states + " and is " + now.get(messageId));
            }
        });
        for (var messageId : named) {
            if (!changedByOthers.contains(messageId) && now.containsKey(messageId)) {
                var flags = flagsButSeen(before.get(messageId));
                if (flags != null && !flags.equals(flagsButSeen(now.get(messageId)))) {
                    problems.add("I2: flags of " + messageId + " were " + flags + " and are " + now.get(messageId));
                }
            }
        }
        return problems;
    }

    private static String flagsButSeen(List<String> states) {
        return states == null || states.size() != 1
                ? null
                : states.get(0).replaceFirst("^\\S+ ", "").replace("\\Seen", "").replaceAll("[\\[\\], ]+", " ");
    }

    private static Map<String, Integer> copies(Map<String, List<Held>> held) {
        var copies = new TreeMap<String, Integer>();
        held.values()
                .forEach(messages -> messages.forEach(message -> copies.merge(message.messageId(), 1, Integer::sum)));
        return copies;
    }

    private static Map<String, List<String>> state(Map<String, List<Held>> held) {
        var state = new TreeMap<String, List<String>>();
        held.forEach((folder, messages) ->
                messages.forEach(message -> state.computeIfAbsent(message.messageId(), id -> new ArrayList<>())
                        .add(folder + " " + message.flags())));
        return state;
    }

    /** Every message with its folder. */
    Map<String, List<Held>> byFolder() {
        var all = new LinkedHashMap<String, List<Held>>();
        client.folders().forEach(folder -> all.put(folder, client.messages(folder)));
        return all;
    }
}
