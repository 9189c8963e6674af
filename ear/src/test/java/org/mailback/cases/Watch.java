package org.mailback.cases;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Invariant I3: what a user's action made of a message is what every later look shows. Looks ten times a second. */
final class Watch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Supplier<List<Shown>> look;
    private final Map<String, Wish> wishes = new HashMap<>();
    private final Set<String> released = new HashSet<>();
    private final List<String> flips = new CopyOnWriteArrayList<>();
    private final List<Supplier<List<Shown>>> empty = new CopyOnWriteArrayList<>();
    private boolean paused;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "watch");
        thread.setDaemon(true);
        return thread;
    });

    /** What was asked for; null = not asked. {@code folder} 0 = deleted for ever. */
    private record Wish(@Nullable Boolean seen, @Nullable Long folder) {
        Wish then(Wish later) {
            return new Wish(
                    later.seen() == null ? seen : later.seen(), later.folder() == null ? folder : later.folder());
        }
    }

    Watch(Supplier<List<Shown>> look) {
        this.look = look;
        looks.scheduleWithFixedDelay(this::lookOnce, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** No look falls between an action and what is expected of it. */
    <T> T during(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    void seen(String messageId, boolean value) {
        wish(messageId, new Wish(value, null));
    }

    void placed(String messageId, long folder) {
        wish(messageId, new Wish(null, folder));
    }

    /** This look must find nothing from now on; for what so many messages have in common that all are too many to look at. */
    void staysEmpty(Supplier<List<Shown>> found) {
        during(() -> empty.add(found));
    }

    void pause(boolean value) {
        during(() -> paused = value);
    }

    private void wish(String messageId, Wish wish) {
        during(() -> released.contains(messageId) ? null : wishes.merge(messageId, wish, Wish::then));
    }

    /** The server, or an administrator, may change this message from now on, whatever is asked of it. */
    void release(String messageId) {
        during(() -> {
            wishes.remove(messageId);
            return released.add(messageId);
        });
    }

    /** What was seen that must not be, after one last look. */
    List<String> flips() {
        during(() -> {
            check();
            return null;
        });
        return List.copyOf(flips);
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private void lookOnce() {
        try {
            during(() -> {
                check();
                return null;
            });
        } catch (UncheckedIOException nodeIsDown) {
            // A node that was killed shows nothing at all.
        } catch (RuntimeException | AssertionError e) {
            flips.add(Instant.now() + " the watch ended: " + e);
            looks.shutdown();
        }
    }

    private void check() {
        if (paused) {
            return;
        }
        empty.stream()
                .flatMap(found -> found.get().stream())
                .forEach(shown -> flips.add(Instant.now() + " was asked for otherwise but shows " + shown));
        if (wishes.isEmpty()) {
            return;
        }
        var shown = new HashMap<String, List<Shown>>();
        look.get()
                .forEach(message -> shown.computeIfAbsent(message.messageId(), id -> new ArrayList<>())
                        .add(message));
        wishes.forEach((messageId, wish) -> {
            var found = shown.getOrDefault(messageId, List.of());
            if (!asWished(found, wish)) {
                flips.add(Instant.now() + " " + messageId + " was asked to be " + wish + " but shows " + found);
            }
        });
    }

    private static boolean asWished(List<Shown> found, Wish wish) {
        if (wish.folder() != null && wish.folder() == 0) {
            return found.isEmpty();
        }
        return found.size() == 1
                && (wish.seen() == null || wish.seen() == found.get(0).seen())
                && (wish.folder() == null
                        || wish.folder() == found.get(0).folder().id());
    }
}
