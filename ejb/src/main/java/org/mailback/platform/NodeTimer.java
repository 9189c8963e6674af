package org.mailback.platform;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * A timer of the container that runs on every node and is not persistent. The container waits for the next tick by the system's
 * clock: when that is set back by an hour, it would sleep for an hour, so it begins anew then.
 */
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public abstract class NodeTimer {

    @Resource
    TimerService timerService;

    private final Ticks ticks;

    /** @param what as a log line begins, for example "Looking for due accounts" */
    protected NodeTimer(String what) {
        ticks = new Ticks(Logger.getLogger(getClass()), what);
    }

    /** From one tick to the next, and from the start to the first. */
    protected abstract Duration period();

    protected abstract void work();

    @PostConstruct
    void start() {
        long period = period().toMillis();
        timerService.createIntervalTimer(
                period, period, new TimerConfig(getClass().getSimpleName(), false));
    }

    @Timeout
    void tick() {
        ticks.tick(this::work);
    }

    public void beginAnew(@Observes ClockSet clock) {
        timerService.getTimers().forEach(Timer::cancel);
        start();
    }
}
