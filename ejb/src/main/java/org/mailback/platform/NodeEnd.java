package org.mailback.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The end of this node, as a stop, a suspension or a redeployment announces it. Work that must not be torn apart runs between
 * {@link #begin} and {@link #done}, and ends at its next good moment once the end {@link #isNear}.
 */
@ApplicationScoped
public class NodeEnd {

    /** Not this object's own: the container's proxies of synchronized methods are synchronized too, and no wait frees them. */
    private final Lock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private boolean near;
    private int running;

    /** @return false if nothing may begin any more */
    public boolean begin() {
        lock.lock();
        try {
            if (!near) {
                running++;
            }
            return !near;
        } finally {
            lock.unlock();
        }
    }

    public void done() {
        lock.lock();
        try {
            running--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isNear() {
        lock.lock();
        try {
            return near;
        } finally {
            lock.unlock();
        }
    }

    /** @return whether that is news */
    public boolean announce() {
        return set(true);
    }

    /** A node that was suspended goes on. */
    public void revoke() {
        set(false);
    }

    private boolean set(boolean value) {
        lock.lock();
        try {
            boolean news = near != value;
            near = value;
            return news;
        } finally {
            lock.unlock();
        }
    }

    /** @return how much still runs after that time */
    public int awaitDone(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (running > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return running;
        } finally {
            lock.unlock();
        }
    }
}
