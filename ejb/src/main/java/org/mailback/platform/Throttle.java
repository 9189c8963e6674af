package org.mailback.platform;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Does something after it was asked for, by another thread: at once, but not again before some time has passed, so that what is
 * asked for often is done for all who asked meanwhile.
 */
public final class Throttle {

    /** A server that was suspended forgets what was scheduled: what is so late will not come any more. */
    private static final long LOST = TimeUnit.SECONDS.toNanos(1);

    private static final long NEVER = Long.MIN_VALUE;

    private final long apart;
    private final Runnable work;
    private final AtomicLong asked = new AtomicLong(NEVER);
    private volatile long next = System.nanoTime();

    public Throttle(Duration apart, Runnable work) {
        this.apart = apart.toNanos();
        this.work = work;
    }

    /** @return false if there is no thread for it, as in a server that stops; nothing is remembered then */
    public boolean ask(ScheduledExecutorService executor) {
        return ask(executor, executor);
    }

    /** @param atOnce who does it if it need not wait: a scheduler has few threads, which may be busy */
    public boolean ask(Executor atOnce, ScheduledExecutorService later) {
        long now = System.nanoTime();
        long before = asked.get();
        boolean coming = before != NEVER && now - before < apart + LOST;
        if (coming || !asked.compareAndSet(before, now)) {
            return true;
        }
        try {
            if (next - now <= 0) {
                atOnce.execute(this::run);
            } else {
                later.schedule(this::run, next - now, TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (RejectedExecutionException e) {
            asked.set(NEVER);
            return false;
        }
    }

    private void run() {
        next = System.nanoTime() + apart;
        asked.set(NEVER);
        work.run();
    }

    /** Whatever was asked for may be lost: the next one is not taken for one more. */
    public void forget() {
        asked.set(NEVER);
    }
}
