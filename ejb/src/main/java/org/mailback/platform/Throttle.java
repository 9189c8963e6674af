package org.mailback.platform;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does something after it was asked for, by another thread: at once, but not again before some time has passed, so that what is
 * asked for often is done for all who asked meanwhile.
 */
public final class Throttle {

    private final long apart;
    private final Runnable work;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile long next = System.nanoTime();

    public Throttle(Duration apart, Runnable work) {
        this.apart = apart.toNanos();
        this.work = work;
    }

    /** @return false if there is no thread for it, as in a server that stops; nothing is remembered then */
    public boolean ask(ScheduledExecutorService executor) {
        if (!asked.compareAndSet(false, true)) {
            return true;
        }
        try {
            executor.schedule(this::run, next - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            asked.set(false);
            return false;
        }
    }

    private void run() {
        next = System.nanoTime() + apart;
        asked.set(false);
        work.run();
    }

    /** Whatever was asked for may be lost, as in a server that was suspended: the next one is not taken for one more. */
    public void forget() {
        asked.set(false);
    }
}
