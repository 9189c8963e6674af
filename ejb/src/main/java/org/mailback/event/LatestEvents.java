package org.mailback.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The latest events, numbered without gaps; the oldest go when there are too many, or they are too large all in all. */
final class LatestEvents {

    private static final long MOST_OCTETS = 16_000_000;

    private final Deque<Event> events = new ArrayDeque<>();
    private long newest;
    private long octets;

    /**
     * @param owner null: for administrators only, unless it is for everyone
     * @param everyone for every reader: that something was lost
     */
    record Event(long number, @Nullable Long owner, boolean everyone, byte[] frame) {

        boolean isFor(Scope scope) {
            return everyone || scope.all() || (owner != null && owner == scope.userId());
        }
    }

    long newest() {
        return newest;
    }

    long next() {
        return newest + 1;
    }

    void add(Event event, int most) {
        newest = event.number();
        events.addLast(event);
        octets += event.frame().length;
        while (events.size() > most || octets > MOST_OCTETS) {
            octets -= events.removeFirst().frame().length;
        }
    }

    /** What came after this number; empty if that is not known, or not any more. */
    Optional<List<Event>> since(long number) {
        if (number > newest || number < newest - events.size()) {
            return Optional.empty();
        }
        return Optional.of(
                events.stream().filter(event -> event.number() > number).toList());
    }
}
