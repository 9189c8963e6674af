package org.mailback.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TicksTest {

    private static final String NAME = "org.mailback.platform.TicksTest";

    private final java.util.logging.Logger log = java.util.logging.Logger.getLogger(NAME);
    private final List<LogRecord> told = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            told.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final Ticks ticks = new Ticks(Logger.getLogger(NAME), "Looking");

    @BeforeEach
    void listen() {
        log.setUseParentHandlers(false);
        log.addHandler(handler);
    }

    @AfterEach
    void listen_no_more() {
        log.removeHandler(handler);
        log.setUseParentHandlers(true);
    }

    private static void noDatabase() {
        throw new IllegalStateException(
                "at " + System.nanoTime(), new SQLException("refused " + System.nanoTime(), "08001"));
    }

    private List<String> lines() {
        return told.stream().map(LogRecord::getMessage).toList();
    }

    @Test
    void a_database_that_is_away_is_one_line_at_its_begin_and_one_at_its_end() {
        for (int tick = 0; tick < 100; tick++) {
            ticks.tick(TicksTest::noDatabase);
        }
        assertThat(lines()).singleElement().asString().startsWith("Looking has to wait for the database");
        assertThat(told.get(0).getThrown()).isNull();

        ticks.tick(() -> {});
        ticks.tick(() -> {});
        assertThat(lines()).hasSize(2).last().isEqualTo("Looking works again");

        ticks.tick(TicksTest::noDatabase);
        assertThat(lines()).hasSize(3);
    }

    @Test
    void what_nobody_expected_is_told_with_its_trace_once_also_while_the_database_is_away() {
        ticks.tick(TicksTest::noDatabase);
        for (int tick = 0; tick < 3; tick++) {
            ticks.tick(() -> {
                throw new IllegalArgumentException("a bug");
            });
        }

        assertThat(told)
                .hasSize(2)
                .last()
                .satisfies(line -> assertThat(line.getThrown()).hasMessage("a bug"));
    }

    @Test
    void as_long_as_all_is_well_nothing_is_told() {
        ticks.tick(() -> {});

        assertThat(told).isEmpty();
    }
}
