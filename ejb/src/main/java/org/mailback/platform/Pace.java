package org.mailback.platform;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Keeps what happens often at least so far apart that it can be done together. What happens seldom does not wait. */
public final class Pace {

    private final long apart;
    private volatile long last;

    public Pace(Duration apart) {
        this.apart = apart.toNanos();
        this.last = System.nanoTime() - this.apart;
    }

    /** Returns when the time since this returned last is over. For one thread at a time; an interrupted one does not wait. */
    public void await() {
        long begin = System.nanoTime();
        long wait = left();
        while (wait > 0
                && System.nanoTime() - begin < apart
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, wait);
            wait = left();
        }
        last = System.nanoTime();
    }

    private long left() {
        return last + apart - System.nanoTime();
    }
}
