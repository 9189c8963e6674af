package org.mailback.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailback.model.MailServer.Mail;

/**
 * The specification. For every message and aspect the values that it may show and have: the user's last wish, and whatever
 * another client did after it. Nothing else may be seen, and at the end nothing else may be true.
 */
final class Promises {

    /** Where a message is that was deleted. */
    static final String NOWHERE = "-";

    private final Map<String, List<Integer>> identities = new HashMap<>();
    private final Map<Integer, Set<Boolean>> seen = new HashMap<>();
    private final Map<Integer, Set<String>> places = new HashMap<>();
    private final Map<Long, Boolean> wishedSeen = new HashMap<>();
    private final Map<Long, Set<String>> wishedPlaces = new HashMap<>();
    private final Map<String, Set<Long>> deleted = new HashMap<>();
    private final Map<String, Set<String>> otherNames = new HashMap<>();
    private final Set<Integer> moved = new HashSet<>();
    private final Set<Integer> expunged = new HashSet<>();
    private final Set<Integer> blurred = new HashSet<>();

    void delivered(Mail mail, String folder) {
        identities.computeIfAbsent(mail.label(), any -> new ArrayList<>()).add(mail.identity());
        seen.put(mail.identity(), new LinkedHashSet<>(Set.of(mail.seen())));
        places.put(mail.identity(), new LinkedHashSet<>(Set.of(folder)));
    }

    /** Whether only one message ever looked like this; of twins nobody can say which is which. */
    boolean unique(String label) {
        return identities.get(label).size() == 1
                && !blurred.contains(identities.get(label).get(0));
    }

    Set<String> labels() {
        return identities.keySet();
    }

    List<Integer> identities(String label) {
        return identities.get(label);
    }

    private int identity(String label) {
        return identities.get(label).get(0);
    }

    /** @param pending whether the wish has to reach the provider; one that was taken back in time has not */
    void wishedSeen(long row, String label, boolean wish, boolean pending, Set<Boolean> server) {
        wishedSeen.put(row, wish);
        if (unique(label)) {
            become(seen, identity(label), wish, pending, server);
        }
    }

    void wishedPlace(long row, String label, String wish, boolean pending, Set<String> server) {
        var wished = new HashSet<>(otherNames.getOrDefault(wish, Set.of()));
        wished.add(wish);
        wishedPlaces.put(row, wished);
        if (unique(label)) {
            become(places, identity(label), wish, pending, server);
            places.get(identity(label)).addAll(wished);
            if (expunged.contains(identity(label))) {
                places.get(identity(label)).add(NOWHERE);
            }
        }
        if (wish.equals(NOWHERE)) {
            deleted.computeIfAbsent(label, any -> new HashSet<>()).add(row);
        }
    }

    private static <T> void become(Map<Integer, Set<T>> allowed, int identity, T wish, boolean pending, Set<T> server) {
        var values = new LinkedHashSet<>(Set.of(wish));
        if (!pending) {
            values.addAll(server);
        }
        allowed.put(identity, values);
    }

    /** Given up: what is shown now, and what the server has, whatever that is. */
    void discardedSeen(String label, boolean shown, Set<Boolean> server) {
        become(seen, identity(label), shown, false, server);
    }

    /** A delete took its place; should that fail, the message shows itself as the server has it. */
    void replacedSeen(String label, Set<Boolean> server) {
        if (unique(label)) {
            seen(label).addAll(server);
        }
    }

    void discardedPlace(String label, String shown, Set<String> server) {
        become(places, identity(label), shown, false, server);
    }

    void foreignSeen(Mail mail, boolean value) {
        seen.get(mail.identity()).add(value);
    }

    void foreignPlace(Mail mail, String folder) {
        moved.add(mail.identity());
        places.get(mail.identity()).add(folder);
    }

    /** @param last whether it was the only one there */
    void foreignExpunge(Mail mail, boolean last) {
        places.get(mail.identity()).add(NOWHERE);
        expunged.add(mail.identity());
        if (!last) {
            blurred.add(mail.identity());
        }
    }

    /** Another client, or a worker that came too late, acted in the middle of a move. */
    void blur(Mail mail) {
        blurred.add(mail.identity());
    }

    /** Whoever meant the folder means the other as well from now on. */
    void renamed(String from, List<String> to) {
        otherNames.computeIfAbsent(from, any -> new HashSet<>()).addAll(to);
        otherNames.values().stream().filter(names -> names.contains(from)).forEach(names -> names.addAll(to));
        places.values().stream().filter(allowed -> allowed.contains(from)).forEach(allowed -> allowed.addAll(to));
        wishedPlaces.values().stream().filter(allowed -> allowed.contains(from)).forEach(allowed -> allowed.addAll(to));
    }

    boolean shows(long row, boolean value) {
        return wishedSeen.get(row) == null || wishedSeen.get(row) == value;
    }

    boolean shows(long row, String folder) {
        return wishedPlaces.get(row) == null || wishedPlaces.get(row).contains(folder);
    }

    Set<Boolean> seen(String label) {
        return seen.get(identity(label));
    }

    Set<String> places(String label) {
        return places.get(identity(label));
    }

    /** Somebody wanted one of these gone. */
    boolean deletedByUser(String label) {
        return deleted.containsKey(label);
    }

    /** Then a wish to have it where it was before our own move takes that move back, and not the other client's. */
    boolean movedByOthers(String label) {
        return identities.get(label).stream().anyMatch(moved::contains);
    }

    boolean expungedByOthers(String label) {
        return identities.get(label).stream().anyMatch(expunged::contains);
    }

    /** How many of these must be there at least: what nobody expunged and no user deleted for ever. */
    long least(String label) {
        return identities.get(label).stream()
                        .filter(one -> !expunged.contains(one))
                        .count()
                - deleted.getOrDefault(label, Set.of()).size();
    }

    /** How many may be there at most; each exists once, unless somebody acted in the middle of a move. */
    long most(String label) {
        var all = identities.get(label);
        return all.stream().anyMatch(blurred::contains)
                ? Long.MAX_VALUE
                : all.stream().filter(one -> !expunged.contains(one)).count();
    }
}
