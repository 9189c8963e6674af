package org.mailback.web.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.event.EventHub;
import org.mailback.mailbox.Users;
import org.mailback.platform.Configuration;
import org.mailback.platform.Meters;
import org.mailback.platform.Ticks;
import org.mailback.web.ServerState;

/**
 * The event streams of this node: how many a user has, that each gives a sign of life, and that each ends with its session.
 */
@ApplicationScoped
public class OpenStreams {

    private static final Duration TICK = Duration.ofSeconds(1);

    @Inject
    EventHub hub;

    @Inject
    Users users;

    @Inject
    Configuration configuration;

    @Inject
    Meters meters;

    @Resource
    ManagedScheduledExecutorService executor;

    private final Ticks work = new Ticks(Logger.getLogger(OpenStreams.class), "Looking after event streams");
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private @Nullable ServerState serverState;
    private @Nullable Counter sent;
    private @Nullable ScheduledFuture<?> ticks;
    private volatile long checkedAt = System.nanoTime();

    @PostConstruct
    void start() {
        sent = meters.counter("events_sent", Tags.empty());
        meters.gauge("event_streams", Tags.empty(), streams, Set::size);
        resume();
        serverState = new ServerState(this::suspend, this::resume);
        serverState.watch();
    }

    @PreDestroy
    void stop() {
        if (serverState != null) {
            serverState.forget();
        }
        suspend();
    }

    private synchronized void resume() {
        if (ticks == null) {
            ticks = executor.scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void suspend() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
        streams.forEach(EventStream::finish);
    }

    /** @return whether this user may open one more; if not, streams whose readers have gone are looked for */
    boolean hasRoom(long userId) {
        var own = streamsOf(listener -> listener.signedIn().userId() == userId);
        if (own.size() < configuration.eventStreams()) {
            return true;
        }
        own.forEach(this::beat);
        return false;
    }

    void open(EventStream stream, @Nullable String lastEventId) {
        streams.add(stream);
        hub.open(stream.listener().scope(), lastEventId, stream);
        stream.start();
    }

    void closed(EventStream stream) {
        hub.close(stream.listener().scope(), stream);
        streams.remove(stream);
    }

    void endSession(String sessionId) {
        streamsOf(listener -> listener.sessionId().equals(sessionId)).forEach(EventStream::end);
    }

    void countSent() {
        if (sent != null) {
            sent.increment();
        }
    }

    private Set<EventStream> streamsOf(Predicate<Listener> chosen) {
        return streams.stream().filter(stream -> chosen.test(stream.listener())).collect(Collectors.toSet());
    }

    private void tick() {
        work.tick(() -> {
            streams.forEach(this::look);
            var checkEvery = configuration.eventsBeat().multipliedBy(2);
            if (System.nanoTime() - checkedAt >= checkEvery.toNanos()) {
                checkedAt = System.nanoTime();
                endWithoutRight();
            }
        });
    }

    private void look(EventStream stream) {
        if (stream.isStuck()) {
            stream.end();
        } else if (stream.isOlderThan(configuration.eventStreamLife())) {
            stream.finish();
        } else if (stream.isQuietFor(configuration.eventsBeat())) {
            beat(stream);
        }
    }

    private void beat(EventStream stream) {
        hub.beat(stream);
        stream.flush();
    }

    /** Whose password or role has changed has to sign in again. What opens meanwhile has just been looked at. */
    void endWithoutRight() {
        var looked = List.copyOf(streams);
        var names = looked.stream()
                .map(stream -> stream.listener().signedIn().name())
                .collect(Collectors.toSet());
        var marks = users.marks(names);
        looked.stream()
                .filter(stream -> !stream.listener()
                        .signedIn()
                        .mark()
                        .equals(marks.get(stream.listener().signedIn().name())))
                .forEach(EventStream::end);
    }
}
