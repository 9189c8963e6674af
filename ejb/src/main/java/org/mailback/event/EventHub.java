package org.mailback.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.event.LatestEvents.Event;
import org.mailback.platform.Configuration;

/**
 * This node's latest events and who reads them. An event's id says which hub numbered it and how far that was, so that a
 * reader who comes back gets what it missed; if that cannot be told any more, it is asked to read everything anew.
 */
@ApplicationScoped
public class EventHub {

    private static final int MOST_OWNERS = 100_000;
    private static final int MOST_PRODUCERS = 1_000;

    @Inject
    Configuration configuration;

    @Inject
    Owners accounts;

    private final String epoch = UUID.randomUUID().toString().substring(0, 8);
    private final LatestEvents latest = new LatestEvents();
    private final Set<Reader> ofAll = new HashSet<>();
    private final Map<Long, Set<Reader>> ofUser = new HashMap<>();
    private final Map<String, Long> heard = oldestForgotten(MOST_PRODUCERS);
    private final Map<Long, Long> owners = oldestForgotten(MOST_OWNERS);

    private static <K> Map<K, Long> oldestForgotten(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * From now on the reader is offered what it may see, after what it missed since {@code lastEventId}: {@code hello} and the
     * missed events, or {@code resync}.
     */
    public synchronized void open(Scope scope, @Nullable String lastEventId, Reader reader) {
        if (lastEventId == null) {
            reader.offer(frame("hello", latest.newest(), "{}"));
        } else {
            catchUp(scope, lastEventId, reader);
        }
        readers(scope).add(reader);
    }

    private void catchUp(Scope scope, String lastEventId, Reader reader) {
        var missed = number(lastEventId)
                .flatMap(latest::since)
                .filter(events -> events.stream().noneMatch(Event::everyone));
        if (missed.isEmpty()) {
            reader.offer(frame("resync", latest.newest(), "{}"));
            return;
        }
        reader.offer(frame("hello", number(lastEventId).orElseThrow(), "{}"));
        missed.get().stream().filter(event -> event.isFor(scope)).forEach(event -> reader.offer(event.frame()));
    }

    private Optional<Long> number(String id) {
        try {
            return id.startsWith(epoch + "-")
                    ? Optional.of(Long.valueOf(id.substring(epoch.length() + 1)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public synchronized void close(Scope scope, Reader reader) {
        var readers = readers(scope);
        readers.remove(reader);
        if (readers.isEmpty() && !scope.all()) {
            ofUser.remove(scope.userId());
        }
    }

    private Set<Reader> readers(Scope scope) {
        return scope.all() ? ofAll : ofUser.computeIfAbsent(scope.userId(), user -> new HashSet<>());
    }

    /** A comment that keeps the connection alive, and the id from which the reader may go on; it causes no event. */
    public synchronized void beat(Reader reader) {
        reader.offer((": beat\nid: " + epoch + '-' + latest.newest() + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Something may be missing, nobody knows what: every reader is asked to read everything anew. */
    public void lost() {
        flush(tellLoss());
    }

    synchronized boolean hasHeard(String producer, long number) {
        return heard.getOrDefault(producer, 0L) >= number;
    }

    void receive(Parcel parcel) {
        var ownerOf = owners(parcel);
        var touched = new LinkedHashSet<Reader>();
        synchronized (this) {
            long before = heard.getOrDefault(parcel.producer(), 0L);
            if (parcel.number() <= before) {
                return;
            }
            heard.put(parcel.producer(), parcel.number());
            if (parcel.number() != before + 1) {
                touched.addAll(tellLoss());
            }
            for (var happening : parcel.happenings()) {
                touched.addAll(tell(happening, ownerOf.get(happening.accountId())));
            }
        }
        flush(touched);
    }

    private Map<Long, Long> owners(Parcel parcel) {
        var ids = parcel.happenings().stream()
                .map(Happening::accountId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        var known = new HashMap<Long, Long>();
        synchronized (this) {
            ids.stream().filter(owners::containsKey).forEach(id -> known.put(id, owners.get(id)));
        }
        ids.removeAll(known.keySet());
        if (!ids.isEmpty()) {
            var found = accounts.of(ids);
            known.putAll(found);
            synchronized (this) {
                owners.putAll(found);
            }
        }
        return known;
    }

    private Set<Reader> tell(Happening happening, @Nullable Long owner) {
        var told = new LinkedHashSet<>(ofAll);
        if (owner != null) {
            told.addAll(ofUser.getOrDefault(owner, Set.of()));
        }
        offer(new Event(latest.next(), owner, false, frame(happening.type(), latest.next(), happening.json())), told);
        return told;
    }

    private synchronized Set<Reader> tellLoss() {
        var told = new LinkedHashSet<>(ofAll);
        ofUser.values().forEach(told::addAll);
        offer(new Event(latest.next(), null, true, frame("resync", latest.next(), "{}")), told);
        return told;
    }

    private void offer(Event event, Set<Reader> readers) {
        latest.add(event, configuration.eventsKept());
        readers.forEach(reader -> reader.offer(event.frame()));
    }

    private byte[] frame(String type, long number, String json) {
        return ("id: " + epoch + '-' + number + "\nevent: " + type + "\ndata: " + json + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void flush(Collection<Reader> readers) {
        readers.forEach(Reader::flush);
    }
}
