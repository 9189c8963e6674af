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
        copiesBefore.clear();
        copiesBefore.putAll(client.copies());
        before.clear();
        before.putAll(state());
    }

    void expectCopies(String messageId, int count) {
        if (count == 0) {
            copiesBefore.remove(messageId);
        } else {
            copiesBefore.put(messageId, count);
        }
    }

    /** @param named messages that an action named, or that the test changed itself */
    List<String> problems(TreeSet<String> named, TreeSet<String> changedByOthers) {
        var problems = new ArrayList<String>();
        var copies = client.copies();
        if (!copies.equals(copiesBefore)) {
            problems.add("I1: copies on the server are " + copies + ", not " + copiesBefore);
        }
        var now = state();
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

    private Map<String, List<String>> state() {
        var state = new TreeMap<String, List<String>>();
        for (var folder : client.folders()) {
            for (var held : client.messages(folder)) {
                state.computeIfAbsent(held.messageId(), id -> new ArrayList<>()).add(folder + " " + held.flags());
            }
        }
        return state;
    }

    /** Every message with its folder. */
    Map<String, List<Held>> byFolder() {
        var all = new LinkedHashMap<String, List<Held>>();
        client.folders().forEach(folder -> all.put(folder, client.messages(folder)));
        return all;
    }
}
