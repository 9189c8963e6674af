package org.mailback.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignedInTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final SignedIn signedIn = new SignedIn(1, "alice", "user", "mark", START);

    @Test
    void a_session_that_only_an_event_stream_uses_ends_when_its_time_is_over() {
        assertThat(signedIn.isIdle(60, START.plusSeconds(60))).isFalse();
        assertThat(signedIn.isIdle(60, START.plusSeconds(61))).isTrue();
        assertThat(signedIn.checked(START.plusSeconds(30)).isIdle(60, START.plusSeconds(61)))
                .isFalse();
        assertThat(signedIn.isIdle(0, START.plusSeconds(1_000_000)))
                .as("for ever")
                .isFalse();
    }
}
