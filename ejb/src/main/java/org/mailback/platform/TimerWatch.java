package org.mailback.platform;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has every {@link NodeTimer} look now and then whether the container still calls it; waits by a clock that nobody sets. */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TimerWatch {

    static final Duration PERIOD = Duration.ofSeconds(5);

    /** Another {@link #PERIOD} has passed. */
    public record Look() {}

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    Event<Look> looks;

    private final Ticks ticks = new Ticks(Logger.getLogger(TimerWatch.class), "Watching the timers");
    private @Nullable ScheduledFuture<?> schedule;

    @PostConstruct
    void start() {
        schedule = executor.scheduleWithFixedDelay(
                () -> ticks.tick(() -> looks.fire(new Look())),
                PERIOD.toMillis(),
                PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        if (schedule != null) {
            schedule.cancel(false);
        }
    }
}
