package org.mailback.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.ImapProxy;

/** Case C7: whatever the node was doing when it died, the end is the same as if it had not. */
class CrashPointsTest {

    private static final Logger REPORT = Logger.getLogger("crash points");
    private static final Logger CHATTER = Logger.getLogger("org.mailback");

    private static CrashRuns runs;

    @BeforeAll
    static void start() {
        DovecotForTests.assume();
        CHATTER.setLevel(Level.SEVERE);
        runs = new CrashRuns();
    }

    @AfterAll
    static void stop() {
        CHATTER.setLevel(null);
        if (runs != null) {
            runs.close();
        }
    }

    private static void everyPoint(String name, Scenario scenario, Consumer<ImapProxy> quirks) throws Exception {
        var undisturbed = runs.undisturbed(scenario, quirks);
        int points = undisturbed.points().size();
        var singles = IntStream.rangeClosed(1, points).mapToObj(List::of).toList();
        int crashes = runs.compare(scenario, quirks, undisturbed, singles);
        REPORT.info("%s: %d points, %d runs with a crash".formatted(name, points, crashes));
        assertThat(crashes).isGreaterThan(points * 9 / 10);
    }

    @Test
    void C7_a_crash_at_any_point_while_mail_is_moved_by_copies_ends_as_if_there_had_been_none() throws Exception {
        everyPoint("COPY, STORE, EXPUNGE", new MovingScenario(), proxy -> proxy.hideCapability("MOVE"));
    }

    @Test
    void a_second_crash_while_recovering_from_the_first_changes_nothing_either() throws Exception {
        var random = new Random(7);
        Consumer<ImapProxy> copying = proxy -> proxy.hideCapability("MOVE");
        var undisturbed = runs.undisturbed(new MovingScenario(), copying);
        int points = undisturbed.points().size();
        var doubles = IntStream.range(0, 30)
                .mapToObj(n -> List.of(1 + random.nextInt(points), 1 + random.nextInt(12)))
                .toList();
        int crashes = runs.compare(new MovingScenario(), copying, undisturbed, doubles);
        REPORT.info("double: %d runs, %d crashes".formatted(doubles.size(), crashes));
        assertThat(crashes).isGreaterThan(doubles.size() * 3 / 2);
    }
}
