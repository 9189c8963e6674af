package org.mailback.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final Duration APART = Duration.ofMillis(300);

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
    private final List<Long> times = Collections.synchronizedList(new ArrayList<>());
    private final Throttle throttle = new Throttle(APART, () -> times.add(System.nanoTime()));

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void what_is_asked_for_often_is_done_at_once_and_then_once_for_all_that_came_since() {
        assertThat(throttle.ask(executor)).isTrue();
        Awaitility.await().until(() -> times.size() == 1);
        for (int n = 0; n < 1_000; n++) {
            assertThat(throttle.ask(executor)).isTrue();
        }
        Awaitility.await().until(() -> times.size() == 2);
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(APART.toNanos());
        Awaitility.await()
                .during(APART.multipliedBy(2))
                .atMost(APART.multipliedBy(10))
                .until(() -> times.size() == 2);
    }

    @Test
    void nothing_is_asked_for_in_vain_while_it_is_being_done() {
        var done = new AtomicInteger();
        var again = new Throttle[1];
        again[0] = new Throttle(Duration.ZERO, () -> {
            if (done.incrementAndGet() < 3) {
                again[0].ask(executor);
            }
        });
        again[0].ask(executor);
        Awaitility.await().untilAtomic(done, org.hamcrest.Matchers.is(3));
    }

    @Test
    void what_a_suspended_server_has_forgotten_is_asked_for_again() {
        var suspended = Executors.newScheduledThreadPool(1);
        var later = new Throttle(APART, () -> times.add(0L));
        later.ask(suspended);
        Awaitility.await().until(() -> !times.isEmpty());
        times.clear();
        assertThat(later.ask(suspended)).isTrue();
        suspended.shutdownNow();
        Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> later.ask(executor) && !times.isEmpty());
    }

    @Test
    void a_server_that_stops_says_so_and_remembers_nothing() {
        var stopped = Executors.newScheduledThreadPool(1);
        stopped.shutdownNow();
        assertThat(throttle.ask(stopped)).isFalse();
        assertThat(throttle.ask(executor)).isTrue();
        Awaitility.await().until(() -> times.size() == 1);
    }
}
