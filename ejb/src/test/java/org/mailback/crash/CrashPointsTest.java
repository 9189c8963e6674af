package org.mailback.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

    static Stream<Arguments> places() {
        return Stream.of(
                place("mixed", 8, new MixedScenario(), proxy -> {}),
                place("COPY, STORE, EXPUNGE", 4, new MovingScenario(), proxy -> proxy.hideCapability("MOVE")),
                place(
                        "COPY without COPYUID",
                        8,
                        new MovingScenario(),
                        proxy -> proxy.hideCapability("MOVE").stripCopyUid()),
                place("MOVE without COPYUID", 8, new MovingScenario(), ImapProxy::stripCopyUid),
                place(
                        "neither MOVE nor UIDPLUS",
                        8,
                        new MovingScenario(),
                        proxy -> proxy.hideCapability("MOVE", "UIDPLUS").stripCopyUid()));
    }

    private static Arguments place(String name, int every, Scenario scenario, Consumer<ImapProxy> quirks) {
        return Arguments.of(Named.of(name, new CrashRuns.Setting(name, scenario, quirks)), every);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void C7_a_crash_at_any_point_ends_as_if_there_had_been_none(CrashRuns.Setting setting, int every) throws Exception {
        var undisturbed = runs.undisturbed(setting);
        var points = CrashSample.of(setting.name(), undisturbed.points(), every);
        assertThat(crash(setting, undisturbed, points)).hasSizeGreaterThan(points.size() * 9 / 10);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void a_second_crash_while_recovering_from_the_first_changes_nothing_either(CrashRuns.Setting setting, int every)
            throws Exception {
        var undisturbed = runs.undisturbed(setting);
        var twice = new CrashRuns.Setting(setting.name() + ", twice", setting.scenario(), setting.quirks());
        var pairs = CrashSample.pairs(twice.name(), undisturbed.points(), 6);
        var died = crash(twice, undisturbed, pairs);
        assertThat(died).hasSizeGreaterThan(pairs.size());
    }

    private static List<String> crash(CrashRuns.Setting setting, CrashRuns.Run undisturbed, List<List<Integer>> crashes)
            throws Exception {
        assumeThat(crashes).as("crashes that are wanted").isNotEmpty();
        var begin = Instant.now();
        var died = runs.compare(setting, undisturbed, crashes);
        REPORT.info("%s: %d points, %d runs, %d crashes, %d s"
                .formatted(
                        setting.name(),
                        undisturbed.points().size(),
                        crashes.size(),
                        died.size(),
                        Duration.between(begin, Instant.now()).toSeconds()));
        assumeThat(CrashSample.isOne()).as("no more than one crash was wanted").isFalse();
        return died;
    }
}
