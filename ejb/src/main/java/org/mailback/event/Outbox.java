package org.mailback.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes that wait to be sent. What a fetch finds, and an account's state, are told at most once in {@link #APART} for each
 * account, together with all that came in between, so that an import does not keep every browser reading. Beyond
 * {@value #MOST} waiting ones changes are dropped, and that is told.
 */
final class Outbox {

    static final Duration APART = Duration.ofSeconds(1);
    static final int MOST = 10_000;

    private List<Change> waiting = new ArrayList<>();
    private final Map<Key, Told> told = new HashMap<>();
    private boolean overflowed;

    private record Key(String type, long accountId) {

        static @Nullable Key of(Change change) {
            var account = change.account();
            return account == null || change instanceof OperationsChanged ? null : new Key(change.type(), account);
        }
    }

    /** When something was told last, and what has come since. */
    private static final class Told {
        private final long at;
        private @Nullable Change since;

        Told(long at) {
            this.at = at;
        }

        void add(Change change) {
            since = since instanceof MailChanged before && change instanceof MailChanged later
                    ? before.and(later)
                    : change;
        }
    }

    /**
     * @param changes to be sent now, in order
     * @param lost whether others were dropped
     * @param pause until there is more to send; null if nothing is held back
     */
    record Load(
            List<Change> changes, boolean lost, @Nullable Duration pause) {}

    synchronized void add(Change change) {
        if (waiting.size() < MOST) {
            waiting.add(change);
        } else {
            overflowed = true;
        }
    }

    /** @param now in nanoseconds of a clock that only goes forward */
    synchronized Load take(long now) {
        var ready = released(now);
        ready.addAll(waiting);
        waiting = new ArrayList<>();
        var changes = new ArrayList<Change>();
        for (var change : ready) {
            var key = Key.of(change);
            var last = key == null ? null : told.get(key);
            if (last != null) {
                last.add(change);
                continue;
            }
            changes.add(change);
            if (key != null) {
                told.put(key, new Told(now));
            }
        }
        boolean lost = overflowed;
        overflowed = false;
        return new Load(changes, lost, pause(now));
    }

    private List<Change> released(long now) {
        var released = new ArrayList<Change>();
        told.values().removeIf(last -> {
            if (now - last.at < APART.toNanos()) {
                return false;
            }
            if (last.since != null) {
                released.add(last.since);
            }
            return true;
        });
        return released;
    }

    private @Nullable Duration pause(long now) {
        return told.values().stream()
                .filter(last -> last.since != null)
                .map(last -> APART.minusNanos(now - last.at))
                .min(Duration::compareTo)
                .orElse(null);
    }
}
