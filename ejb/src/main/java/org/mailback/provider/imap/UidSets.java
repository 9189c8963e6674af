package org.mailback.provider.imap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.eclipse.angus.mail.imap.protocol.UIDSet;

/** Sets of UIDs as IMAP writes them: {@code 1:3,7}. */
final class UidSets {

    /** Commands stay under 8,192 octets (RFC 7162, 4): this leaves room for the verb, a tag and a folder's name. */
    private static final int MAX_TEXT = 6_500;

    private static final int MAX_UIDS = 1_000;

    /** More than any mailbox holds that anybody reads. */
    static final int MOST_READ = 1_000_000;

    /** UIDs are numbers of 32 bits (RFC 9051, 2.3.1.1). */
    static final long LARGEST = 0xFFFF_FFFFL;

    private UidSets() {}

    /** In ascending order, neighbours as ranges. */
    static String text(Collection<Long> uids) {
        var sorted =
                uids.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
        return UIDSet.toString(UIDSet.createUIDSets(sorted));
    }

    /** Cuts the items, in ascending order of their UIDs, into pieces that fit into one command each. */
    static <T> List<List<T>> pieces(Collection<T> items, ToLongFunction<T> uid) {
        var pieces = new ArrayList<List<T>>();
        var piece = new ArrayList<T>();
        var length = 0;
        for (var item : items.stream()
                .sorted((a, b) -> Long.compare(uid.applyAsLong(a), uid.applyAsLong(b)))
                .toList()) {
            var width = Long.toString(uid.applyAsLong(item)).length() + 1;
            if (piece.size() == MAX_UIDS || length + width > MAX_TEXT) {
                pieces.add(piece);
                piece = new ArrayList<>();
                length = 0;
            }
            piece.add(item);
            length += width;
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }

    /**
     * The UIDs in the text, in the order in which they stand there, repeated ones too; empty if the text is no set or names
     * more than so many.
     */
    static List<Long> parse(String text, int most) {
        var uids = new ArrayList<Long>();
        for (var range : text.split(",")) {
            var ends = range.strip().split(":", 2);
            var first = Numbers.parse(ends[0]);
            var last = Numbers.parse(ends[ends.length - 1]);
            if (first == 0
                    || last == 0
                    || Math.max(first, last) > LARGEST
                    || uids.size() + Math.abs(last - first) >= most) {
                return List.of();
            }
            for (var uid = Math.min(first, last); uid <= Math.max(first, last); uid++) {
                uids.add(uid);
            }
        }
        return uids;
    }

    static SortedSet<Long> sorted(Collection<Long> uids) {
        return new TreeSet<>(uids);
    }
}
