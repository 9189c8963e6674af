package org.mailback.provider.imap;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.mailback.provider.Fingerprint;

/** Finds messages in the open folder by what they are: Message-ID, size and INTERNALDATE together. */
final class CopyFinder {

    /** More than these are found faster by reading all headers from the floor on. */
    private static final int SEARCHES = 16;

    private final ImapConnection connection;

    CopyFinder(ImapConnection connection) {
        this.connection = connection;
    }

    /** @param floor the lowest UID that counts */
    Map<Fingerprint, SortedSet<Long>> find(Collection<Fingerprint> wanted, long floor) {
        var distinct = new HashSet<>(wanted);
        var found = new HashMap<Fingerprint, SortedSet<Long>>();
        Consumer<FetchReply> compare = reply -> {
            var fingerprint = reply.fingerprint();
            if (reply.uid() >= floor && distinct.contains(fingerprint)) {
                found.computeIfAbsent(fingerprint, any -> new TreeSet<>()).add(reply.uid());
            }
        };
        var from = Math.max(1, floor);
        if (distinct.size() <= SEARCHES && distinct.stream().allMatch(CopyFinder::searchable)) {
            var candidates = candidates(distinct, from);
            for (var piece : UidSets.pieces(candidates, Long::longValue)) {
                ImapReader.fingerprints(connection, UidSets.text(piece), compare);
            }
        } else {
            ImapReader.fingerprints(connection, from + ":*", compare);
        }
        return found;
    }

    private SortedSet<Long> candidates(Collection<Fingerprint> wanted, long floor) {
        var commands = wanted.stream()
                .map(fingerprint -> connection.searchCommand("UID " + floor + ":* HEADER Message-ID "
                        + FolderNames.quoted(String.valueOf(fingerprint.messageId()))))
                .toArray(String[]::new);
        var candidates = new TreeSet<Long>();
        for (var answer : connection.look(commands)) {
            if (!answer.ok()) {
                throw new CommandRefused(answer);
            }
            candidates.addAll(answer.found());
        }
        return candidates;
    }

    private static boolean searchable(Fingerprint fingerprint) {
        var id = fingerprint.messageId();
        return id != null && id.length() <= 500 && FolderNames.quotable(id);
    }
}
