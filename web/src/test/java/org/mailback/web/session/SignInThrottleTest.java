package org.mailback.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final SignInThrottle throttle = new SignInThrottle(() -> now);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed("alice");
        }
    }

    @Test
    void a_few_slips_cost_nothing() {
        fail(4);
        assertThat(throttle.wait("alice")).isZero();
    }

    @Test
    void every_further_guess_doubles_the_wait_up_to_half_a_minute() {
        fail(5);
        assertThat(throttle.wait("alice")).isEqualTo(Duration.ofSeconds(1));
        fail(1);
        assertThat(throttle.wait(" ALICE ")).isEqualTo(Duration.ofSeconds(2));
        fail(100);
        assertThat(throttle.wait("alice")).isEqualTo(Duration.ofSeconds(30));
        now = now.plusSeconds(30);
        assertThat(throttle.wait("alice")).isZero();
    }

    @Test
    void others_are_not_hit() {
        fail(50);
        assertThat(throttle.wait("bob")).isZero();
    }

    @Test
    void the_right_password_forgives() {
        fail(20);
        throttle.succeeded("alice");
        fail(1);
        assertThat(throttle.wait("alice")).isZero();
    }

    @Test
    void old_slips_are_forgotten() {
        fail(20);
        now = now.plus(Duration.ofHours(1));
        fail(1);
        assertThat(throttle.wait("alice")).isZero();
    }

    @Test
    void names_without_number_take_no_memory_without_end() {
        fail(20);
        for (int i = 0; i < 20_000; i++) {
            throttle.failed("name " + i);
        }
        assertThat(throttle.wait("alice")).isZero();
        assertThat(throttle.wait("x".repeat(10_000))).isZero();
    }
}
