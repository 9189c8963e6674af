package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Positive;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private final RetryPolicy policy =
            new RetryPolicy(3, Duration.ofSeconds(30), Duration.ofMinutes(5), new Random(42));

    @Test
    void pauses_double_and_half_of_each_is_jitter() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(policy.delay(1)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
            assertThat(policy.delay(2)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        }
    }

    @Test
    void what_failed_together_does_not_come_back_together() {
        var delays = new HashSet<Duration>();
        for (int i = 0; i < 100; i++) {
            delays.add(policy.delay(1));
        }
        assertThat(delays).hasSizeGreaterThan(90);
    }

    @Test
    void no_pause_is_longer_than_the_longest_however_often_it_failed() {
        assertThat(policy.delay(10)).isLessThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(policy.delay(Integer.MAX_VALUE)).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(5));
    }

    @Property
    void half_of_a_pause_is_certain_and_none_is_longer_than_the_longest(@ForAll @Positive int failures) {
        var longest = Duration.ofSeconds(Math.min(300, 30L << Math.min(failures - 1, 10)));

        assertThat(policy.delay(failures)).isBetween(longest.dividedBy(2), longest);
    }

    @Test
    void at_the_maximum_there_is_no_next_time() {
        assertThat(policy.afterAttempt(2)).isPresent();
        assertThat(policy.afterAttempt(3)).isEmpty();
        assertThat(policy.afterAttempt(4)).isEmpty();
    }
}
