package org.mailback.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What this node has claimed and not begun, and has applied and not settled. Any of its workers goes on with either, so that
 * a worker that waits for an ill server keeps nobody waiting but that server's account.
 */
@ApplicationScoped
public class Workbench {

    /** So many operations are settled together at most, unless one account has more. */
    private static final int MOST = 2_000;

    private static final int MOST_LANES = 100;

    /**
     * So many settle at a time: one alone writes less than the others apply, and each for itself would settle one by one. One
     * more for as many operations as keep him busy, so that single ones are settled together.
     */
    private static final int SETTLING = 4;

    private static final int ENOUGH = 250;

    /** What comes within this time after a settlement shares the next one, which costs hardly more for several lanes. */
    private static final long APART = 5_000_000;

    private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();
    private final Queue<Settling> results = new ConcurrentLinkedQueue<>();
    private final AtomicLong latest = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger settling = new AtomicInteger();
    private volatile boolean moreWaiting;
    private volatile long settled = System.nanoTime() - APART;

    /** What was applied, and how often the lane had failed before. */
    record Settling(Applied applied, int failStreak) {}

    void put(Collection<Claim> several) {
        claims.addAll(several);
    }

    @Nullable
    Claim take() {
        return claims.poll();
    }

    boolean isEmpty() {
        return claims.isEmpty();
    }

    /** Whether more lanes wait than were claimed last, for all that is known here. */
    boolean isMoreWaiting() {
        return moreWaiting;
    }

    void setMoreWaiting(boolean more) {
        moreWaiting = more;
    }

    void put(Settling result) {
        if (results.isEmpty()) {
            latest.set(System.nanoTime());
        }
        waiting.addAndGet(result.applied().batch().size());
        results.add(result);
    }

    boolean hasResults() {
        return !results.isEmpty();
    }

    /** Whether they should be settled before a provider is asked again, who may take his time. */
    boolean hasOldResults() {
        return hasResults() && System.nanoTime() - latest.get() > 5_000_000;
    }

    /** @return false while enough others settle; they will see what lies here now */
    boolean beginSettling() {
        int allowed = Math.min(SETTLING, 1 + waiting.get() / ENOUGH);
        return settling.getAndUpdate(now -> now < allowed ? now + 1 : now) < allowed;
    }

    /** Waits for a moment for others' results where few lie here and some were settled just now. */
    void gather() {
        long rest = APART - (System.nanoTime() - settled);
        if (rest > 0 && waiting.get() < ENOUGH) {
            LockSupport.parkNanos(rest);
        }
        settled = System.nanoTime();
    }

    void endSettling() {
        settling.decrementAndGet();
    }

    /** Some of the results, empty if there are none. */
    List<Settling> takeResults() {
        var some = new ArrayList<Settling>();
        int operations = 0;
        while (some.size() < MOST_LANES && operations < MOST) {
            var next = results.poll();
            if (next == null) {
                break;
            }
            some.add(next);
            operations += next.applied().batch().size();
        }
        waiting.addAndGet(-operations);
        return some;
    }
}
