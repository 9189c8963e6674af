package org.mailback.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * The application's own numbers on {@code /metrics}. They go with it: WildFly keeps the meters of an application that was
 * undeployed, and then takes none of the same name from the next one.
 */
@ApplicationScoped
public class Meters {

    private static final String PREFIX = "mailback_";

    @Inject
    MeterRegistry registry;

    /** WildFly's registry goes through all meters to find one. */
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    private record Key(String name, Tags tags) {}

    /**
     * A number that is asked for whenever somebody collects. Not by {@code Gauge.builder}: what is registered that way stays
     * in WildFly 39's registry of the application and is never collected.
     *
     * @param source held weakly, so the caller keeps it
     */
    public <T> void gauge(String name, Tags tags, T source, ToDoubleFunction<T> value) {
        registry.gauge(PREFIX + name, tags, source, value);
    }

    /** What this node has counted since it started; collected as {@code ..._total}. */
    public Counter counter(String name, Tags tags) {
        return counters.computeIfAbsent(new Key(name, tags), key -> registry.counter(PREFIX + name, tags));
    }

    @PreDestroy
    void remove() {
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith(PREFIX))
                .forEach(registry::remove);
    }
}
