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
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells {@link ClockSet} to whoever waits by the system's clock, which the container's timers do. */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ClockWatch {

    private static final Logger LOG = Logger.getLogger(ClockWatch.class);

    private static final Duration PERIOD = Duration.ofSeconds(2);

    /** Less is what a time server does all day, by making seconds longer or shorter. */
    private static final Duration A_JUMP = Duration.ofSeconds(1);

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    Event<ClockSet> changes;

    private final Ticks ticks = new Ticks(LOG, "Watching the system's clock");
    private @Nullable ScheduledFuture<?> looks;
    private Duration ahead = aheadOfUptime();

    @PostConstruct
    void start() {
        looks = executor.scheduleWithFixedDelay(
                () -> ticks.tick(this::look), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        if (looks != null) {
            looks.cancel(false);
        }
    }

    private void look() {
        var now = aheadOfUptime();
        var by = now.minus(ahead);
        ahead = now;
        if (by.abs().compareTo(A_JUMP) > 0) {
            LOG.warnf(
                    "The system's clock was set by %s: timers begin anew; leases and retries keep to the database's",
                    by);
            changes.fire(new ClockSet(by));
        }
    }

    private static Duration aheadOfUptime() {
        return Duration.between(Uptime.now(), Instant.now());
    }
}
