package org.mailback.model;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node that works on the account, one step at a time: it stands still before and after every provider command until the
 * sequence lets it go on, for ever if it is killed there. Only one thread runs at any time.
 */
final class Worker implements AutoCloseable {

    private static final ThreadLocal<@Nullable Worker> CURRENT = new ThreadLocal<>();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(run -> {
        var daemon = new Thread(run, "worker");
        daemon.setDaemon(true);
        return daemon;
    });
    private final Semaphore go = new Semaphore(0);
    private final Semaphore stopped = new Semaphore(0);
    private final BooleanSupplier turn;
    private boolean working;
    private boolean more;
    private boolean killed;
    private boolean nonstop;
    private long lease;
    private @Nullable Throwable problem;

    /** @param turn one turn of the engine; whether there is more to do at once */
    Worker(BooleanSupplier turn) {
        this.turn = turn;
    }

    static @Nullable Worker current() {
        return CURRENT.get();
    }

    boolean working() {
        return working;
    }

    boolean killed() {
        return killed;
    }

    long lease() {
        return lease;
    }

    void holds(long number) {
        lease = number;
    }

    /** On to the next stop; begins a turn if there is none. */
    void step() {
        if (!working) {
            working = true;
            lease = 0;
            thread.execute(this::turn);
        } else {
            go.release();
        }
        awaitStop();
    }

    /** To the end of the turn. @return whether there is more to do at once */
    boolean run() {
        nonstop = true;
        try {
            step();
        } finally {
            nonstop = false;
        }
        return more;
    }

    /** Ends it where it stands. */
    void kill() {
        if (working) {
            killed = true;
            run();
        }
        killed = false;
    }

    void die(String where) {
        killed = true;
        throw new Crash(where);
    }

    /** Called by the worker's own thread. */
    void stop() {
        if (!nonstop) {
            stopped.release();
            go.acquireUninterruptibly();
        }
        if (killed) {
            throw new Crash("killed");
        }
    }

    private void turn() {
        CURRENT.set(this);
        more = false;
        try {
            more = turn.getAsBoolean();
        } catch (Crash crash) {
            killed = false;
        } catch (Throwable e) {
            problem = e;
        } finally {
            CURRENT.remove();
            working = false;
            stopped.release();
        }
    }

    private void awaitStop() {
        try {
            if (!stopped.tryAcquire(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the worker hangs");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (problem != null) {
            var seen = problem;
            problem = null;
            throw new AssertionError("the engine threw " + seen, seen);
        }
    }

    @Override
    public void close() {
        kill();
        thread.shutdownNow();
    }
}
