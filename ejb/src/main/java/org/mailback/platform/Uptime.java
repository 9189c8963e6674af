package org.mailback.platform;

import java.time.Instant;

/** A clock for deadlines and ages inside this JVM: it only goes forward, and nobody sets it, as the system's clock is set. */
public final class Uptime {

    private static final long BEGIN = System.nanoTime();

    private Uptime() {}

    /** Comparable with other such times only; the epoch is when this JVM began to use it. */
    public static Instant now() {
        return Instant.EPOCH.plusNanos(System.nanoTime() - BEGIN);
    }
}
