package org.mailback.provider.imap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.Outcome.Position;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;

/** Looks where messages are whose move may have happened: in the source, in the target, or (half a move) in both. */
final class MoveProbe {

    private final ImapConnection connection;
    private final FolderRef source;
    private final Target target;

    MoveProbe(ImapConnection connection, FolderRef source, Target target) {
        this.connection = connection;
        this.source = source;
        this.target = target;
    }

    /**
     * @param inSource still in the source, marked \Deleted or not
     * @param copy the copy in the target that belongs to this message, null if there is none for certain
     */
    record Sighting(Item item, boolean inSource, @Nullable Position copy) {}

    /** Leaves the source open. */
    List<Sighting> look(Collection<Item> items, long floor) {
        var left = new TreeSet<Long>();
        connection.select(source);
        for (var piece : UidSets.pieces(items, Item::uid)) {
            left.addAll(connection.existing(piece.stream().map(Item::uid).toList()));
        }
        var copies = new HashMap<Fingerprint, SortedSet<Long>>();
        var uidValidity = 0L;
        try {
            uidValidity = connection.select(target.name()).state().uidValidity();
            copies.putAll(new CopyFinder(connection)
                    .find(items.stream().map(Item::fingerprint).toList(), floor));
        } catch (ProviderFailure.FolderGone noTarget) {
            uidValidity = 0;
        }
        connection.select(source);
        return sightings(items, left, copies, uidValidity);
    }

    /**
     * A copy belongs first to a message that has left the source. One that has not may claim a copy only if no more copies
     * were found than messages asked for; otherwise one of them may be another message of the same kind, whose loss would
     * be worse than a duplicate.
     */
    private List<Sighting> sightings(
            Collection<Item> items, SortedSet<Long> left, Map<Fingerprint, SortedSet<Long>> copies, long uidValidity) {
        var sightings = new ArrayList<Sighting>();
        var groups = items.stream().collect(Collectors.groupingBy(Item::fingerprint));
        groups.forEach((fingerprint, group) -> {
            var found = new ArrayList<>(copies.getOrDefault(fingerprint, new TreeSet<>()));
            var clear = found.size() <= group.size();
            var leaversFirst = group.stream()
                    .sorted(Comparator.comparing((Item item) -> left.contains(item.uid()))
                            .thenComparing(Item::uid))
                    .toList();
            for (var item : leaversFirst) {
                var inSource = left.contains(item.uid());
                var copy = !found.isEmpty() && (clear || !inSource)
                        ? new Position(target.name(), uidValidity, found.remove(0))
                        : null;
                sightings.add(new Sighting(item, inSource, copy));
            }
        });
        return sightings;
    }
}
