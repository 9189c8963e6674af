package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionTest {

    @ParameterizedTest
    @CsvSource({"P7D, PT10M", "PT1H, PT6M", "PT20M, PT2M", "PT1M, PT10S", "PT1S, PT10S"})
    void what_is_kept_for_a_short_time_is_looked_at_more_often(Duration retention, Duration period) {
        assertThat(Retention.period(retention)).isEqualTo(period);
    }
}
