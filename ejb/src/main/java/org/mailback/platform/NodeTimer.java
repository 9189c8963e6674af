package org.mailback.platform;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * A timer of the container that runs on every node and is not persistent. The container waits for the next tick by the system's
 * clock, and sleeps for an hour when that is set back by an hour, also when it is soon right again; nothing wakes it. So whoever
 * watches ticks in its place as long as it is silent.
 */
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public abstract class NodeTimer {

    @Resource
    TimerService timerService;

    @Inject
    NodeEnd nodeEnd;

    private final Logger log = Logger.getLogger(getClass());
    private final String what;
    private final Ticks ticks;
    private final Lock turn = new ReentrantLock();
    private int looksInSilence;
    private boolean begun;
    private boolean silent;

    /** @param what as a log line begins, for example "Looking for due accounts" */
    protected NodeTimer(String what) {
        this.what = what;
        ticks = new Ticks(log, what);
    }

    /** From one tick to the next, and from the start to the first. */
    protected abstract Duration period();

    protected abstract void work();

    @PostConstruct
    void start() {
        next();
    }

    /** One tick after the other: an interval's would be made up for by the thousand when the clock is set forward. */
    private void next() {
        timerService.createSingleActionTimer(
                period().toMillis(), new TimerConfig(getClass().getSimpleName(), false));
    }

    @Timeout
    void tick() {
        turn.lock();
        try {
            if (silent) {
                log.infof("%s: the timer ticks again", what);
            }
            begun = true;
            silent = false;
            looksInSilence = 0;
            ticks.tick(this::work);
            next();
        } finally {
            turn.unlock();
        }
    }

    /** A node that stood still as a whole was not looking either, so it is not taken for silence. */
    public void look(@Observes TimerWatch.Look look) {
        if (!turn.tryLock()) {
            return; // a tick is at work
        }
        try {
            if (!begun) {
                return; // the server is starting
            }
            looksInSilence++;
            var silence = TimerWatch.PERIOD.multipliedBy(looksInSilence);
            var longest = silent ? period() : period().multipliedBy(2).plus(TimerWatch.PERIOD);
            if (silence.compareTo(longest) > 0 && !nodeEnd.isNear()) {
                standIn(silence);
            }
        } finally {
            turn.unlock();
        }
    }

    private void standIn(Duration silence) {
        if (!silent) {
            log.warnf(
                    "%s: no tick of the timer for about %s, was the clock set back? Done without it now",
                    what, silence);
        }
        silent = true;
        looksInSilence = 0;
        ticks.tick(this::work);
    }
}
