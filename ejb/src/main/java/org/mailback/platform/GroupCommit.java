package org.mailback.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: whoever comes alone works at once; those that come while somebody commits share the next transaction, which
 * one of them runs for all. The more come the cheaper each is.
 *
 * @param <A> what one asks for
 * @param <R> what one gets
 */
public final class GroupCommit<A, R> {

    /** So many share a transaction at most: what each of them waits for must stay short. */
    private static final int MOST = 64;

    private final Function<List<A>, List<R>> work;
    private final Duration patience;
    private final Queue<Seat<A, R>> seats = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean led = new AtomicBoolean();

    /**
     * @param work does what several ask for in one transaction, and answers each, in their order
     * @param patience who has not been taken along after this time works alone: a leader whose connection hangs holds up his
     *     group, and nobody who comes later
     */
    public GroupCommit(Function<List<A>, List<R>> work, Duration patience) {
        this.work = work;
        this.patience = patience;
    }

    /** One who waits, until he is answered or has to lead. */
    private static final class Seat<A, R> {
        private final A asked;
        private final Semaphore called = new Semaphore(0);
        private volatile @Nullable Answer<R> answer;

        Seat(A asked) {
            this.asked = asked;
        }

        /** Nobody is interrupted while another works for him: his answer counts. */
        boolean isCalledWithin(Duration time) {
            boolean interrupted = false;
            try {
                long end = System.nanoTime() + time.toNanos();
                while (true) {
                    try {
                        return called.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        void stopped() {
            answer(new Answer<>(null, new IllegalStateException("whoever worked for this one as well was stopped")));
        }

        void answer(Answer<R> value) {
            answer = value;
            called.release();
        }
    }

    /** A failure of the whole is everybody's. */
    private record Answer<R>(@Nullable R result, @Nullable RuntimeException failure) {}

    /** @throws RuntimeException as the work that this was part of has thrown it; nothing of it is done then */
    public R join(A asked) {
        var mine = new Seat<A, R>(asked);
        seats.add(mine);
        while (true) {
            if (mine.answer == null && led.compareAndSet(false, true)) {
                try {
                    lead();
                } finally {
                    led.set(false);
                    callNext();
                }
            }
            var answer = mine.answer;
            if (answer == null) {
                if (!mine.isCalledWithin(patience) && seats.remove(mine)) {
                    // The call to lead may just have come in vain.
                    callNext();
                    return work.apply(List.of(asked)).get(0);
                }
            } else if (answer.failure != null) {
                throw answer.failure;
            } else {
                return answer.result;
            }
        }
    }

    /** Nobody is here, or about to be as far as can be seen. */
    public boolean isIdle() {
        return seats.isEmpty() && !led.get();
    }

    /** How many wait for the next group. */
    int waiting() {
        return seats.size();
    }

    private void lead() {
        var group = new ArrayList<Seat<A, R>>();
        for (var seat = seats.poll(); seat != null; seat = group.size() < MOST ? seats.poll() : null) {
            group.add(seat);
        }
        if (group.isEmpty()) {
            return;
        }
        try {
            var results = work.apply(group.stream().map(seat -> seat.asked).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).answer(new Answer<>(results.get(i), null));
            }
        } catch (RuntimeException e) {
            group.stream().filter(seat -> seat.answer == null).forEach(seat -> seat.answer(new Answer<>(null, e)));
        } finally {
            group.stream().filter(seat -> seat.answer == null).forEach(Seat::stopped);
        }
    }

    /** Who came while there was a leader has seen that, and sleeps by now or is about to. */
    private void callNext() {
        var next = seats.peek();
        if (next != null) {
            next.called.release();
        }
    }
}
