package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeanwhileTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void others_do_it_while_one_goes_on_and_the_end_waits_for_them() {
        var meanwhile = new Meanwhile(threads, 2);
        var goOn = new CountDownLatch(1);
        meanwhile.run(() -> {
            await(goOn);
            done.add("first");
        });
        meanwhile.run(() -> done.add("second"));
        Awaitility.await().until(() -> done.contains("second"));
        goOn.countDown();
        meanwhile.join();
        assertThat(done).containsExactly("second", "first");
    }

    @Test
    void so_many_at_a_time_and_no_more() {
        var meanwhile = new Meanwhile(threads, 2);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            meanwhile.run(() -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                sleep(2);
                now.decrementAndGet();
                done.add("one");
            });
        }
        meanwhile.join();
        assertThat(done).hasSize(20);
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void what_no_thread_has_begun_is_done_by_whoever_waits_for_it() {
        var mine = Thread.currentThread();
        var nobody = new Meanwhile(task -> {}, 1);
        nobody.run(() -> done.add(Thread.currentThread() == mine ? "mine" : "other"));
        nobody.run(() -> done.add(Thread.currentThread() == mine ? "mine" : "other"));
        nobody.join();
        var refused = new Meanwhile(
                task -> {
                    throw new RejectedExecutionException();
                },
                1);
        refused.run(() -> done.add("refused"));
        refused.join();
        assertThat(done).containsExactly("mine", "mine", "refused");
    }

    @Test
    void a_failure_is_told_when_all_have_ended_and_nothing_is_begun_behind_it() {
        var meanwhile = new Meanwhile(threads, 2);
        var bothAsked = new CountDownLatch(1);
        meanwhile.run(() -> {
            await(bothAsked);
            throw new IllegalStateException("the first");
        });
        meanwhile.run(() -> {
            sleep(50);
            done.add("second");
        });
        bothAsked.countDown();
        assertThatThrownBy(() -> meanwhile.run(() -> done.add("third"))).hasMessage("the first");
        meanwhile.run(() -> {
            throw new AssertionError("the fourth");
        });
        assertThatThrownBy(meanwhile::join).hasMessage("the fourth");
        assertThat(done).containsExactly("second");
        meanwhile.join();
    }

    @Test
    void who_is_interrupted_waits_all_the_same() {
        var meanwhile = new Meanwhile(threads, 1);
        var begun = new CountDownLatch(1);
        meanwhile.run(() -> {
            begun.countDown();
            sleep(50);
            done.add("done");
        });
        await(begun);
        Thread.currentThread().interrupt();
        meanwhile.join();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).containsExactly("done");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
