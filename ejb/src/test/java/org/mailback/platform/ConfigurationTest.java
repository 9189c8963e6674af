package org.mailback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    private static Configuration read(Map<String, String> values) {
        return Configuration.read(name -> Optional.ofNullable(values.get(name)));
    }

    @Test
    void everything_has_a_default() {
        var configuration = read(Map.of());
        assertThat(configuration.maxAttempts()).isEqualTo(3);
        assertThat(configuration.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(configuration.retention()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void every_wrong_value_is_named_at_once() {
        assertThatThrownBy(() -> read(Map.of(
                        "mailback.operation.max-attempts", "0",
                        "mailback.lane.lease", "a minute",
                        "mailback.sync.timer", "PT0S",
                        "mailback.sync.workers", "many")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mailback.operation.max-attempts must be between 1 and 100, not 0")
                .hasMessageContaining(
                        "mailback.lane.lease must be an ISO-8601 duration such as PT60S, not \"a minute\"")
                .hasMessageContaining("mailback.sync.timer")
                .hasMessageContaining("mailback.sync.workers");
    }
}
