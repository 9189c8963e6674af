package org.mailback.provider.imap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.mailback.provider.Outcome.Position;

/**
 * Where copies went, from COPYUID codes (RFC 4315) in tagged and untagged responses, several of them. What contradicts
 * itself, or names a message that was there before, is left out: it is looked for instead.
 */
final class CopyUids {

    private CopyUids() {}

    /** More UIDs than this were in no command. */
    private static final int MOST = 10_000;

    /**
     * Source UID to the copy's place.
     *
     * @param floor no copy has a lower UID
     */
    static Map<Long, Position> of(Answer answer, String target, long floor) {
        var positions = new HashMap<Long, Position>();
        var doubtful = new HashSet<Long>();
        for (var code : answer.codes()) {
            if (code.is("COPYUID")) {
                add(code.argument().strip().split("\\s+"), target, positions, doubtful);
            }
        }
        var taken = new HashMap<Position, Long>();
        positions.forEach((uid, position) -> {
            var other = taken.putIfAbsent(position, uid);
            if (other != null) {
                doubtful.add(uid);
                doubtful.add(other);
            }
            if (position.uid() < floor) {
                doubtful.add(uid);
            }
        });
        positions.keySet().removeAll(doubtful);
        return positions;
    }

    private static void add(String[] words, String target, Map<Long, Position> positions, Set<Long> doubtful) {
        if (words.length != 3) {
            return; // GreenMail sends an empty one for a move of nothing
        }
        var uidValidity = Numbers.parse(words[0]);
        var from = UidSets.parse(words[1], MOST);
        var to = UidSets.parse(words[2], MOST);
        if (uidValidity == 0 || from.size() != to.size() || positions.size() > MOST) {
            return;
        }
        for (var i = 0; i < from.size(); i++) {
            var position = new Position(target, uidValidity, to.get(i));
            var before = positions.putIfAbsent(from.get(i), position);
            if (before != null && !before.equals(position)) {
                doubtful.add(from.get(i));
            }
        }
    }
}
