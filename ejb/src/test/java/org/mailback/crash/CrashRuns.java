package org.mailback.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailback.rig.Beans;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.ImapProxy;

/** Plays scenarios again and again, each time with other crashes, and compares the end with the run that had none. */
final class CrashRuns implements AutoCloseable {

    private static final int AT_A_TIME = 2;

    /** So long that no slow machine makes a node lose its lane or renew it. */
    private static final String LEASE = "PT8M";

    /** So few that some of a batch are settled before the others are sent. */
    private static final String BATCH = "8";

    private final DovecotServer server = DovecotServer.with()
            .withoutFolders()
            .folder("Trash", "\\Trash")
            .folder("Archive", "\\Archive")
            .start();
    private final BlockingQueue<Beans> idle = new LinkedBlockingQueue<>();

    CrashRuns() {
        for (int i = 0; i < AT_A_TIME; i++) {
            idle.add(new Beans(Map.of(
                    "mailback.sync.interval", "PT9999H", "mailback.lane.lease", LEASE, "mailback.sync.batch", BATCH)));
        }
    }

    /** A scenario before a mail server that lacks something. */
    record Setting(String name, Scenario scenario, Consumer<ImapProxy> quirks) {}

    /** What was seen of a run. */
    record Run(List<List<String>> shown, String state, List<String> points, List<String> crashes) {}

    Run undisturbed(Setting setting) throws Exception {
        return play(setting, List.of(), null);
    }

    /**
     * @param crashes for each run the numbers of the points where the node dies, each counted from the crash before it
     * @return where it died
     */
    List<String> compare(Setting setting, Run undisturbed, Collection<List<Integer>> crashes) throws Exception {
        var threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            var runs = new ArrayList<Callable<List<String>>>();
            crashes.forEach(numbers ->
                    runs.add(() -> play(setting, numbers, undisturbed).crashes()));
            var died = new ArrayList<String>();
            for (var run : threads.invokeAll(runs)) {
                died.addAll(run.get());
            }
            return died;
        } finally {
            threads.shutdownNow();
        }
    }

    private Run play(Setting setting, List<Integer> crashes, @Nullable Run undisturbed) throws InterruptedException {
        var points = new CrashPoints(crashes);
        var beans = idle.take();
        try (var world = new World(beans, server, points, undisturbed == null ? null : undisturbed.shown())) {
            setting.quirks().accept(world.proxy());
            setting.scenario().given(world);
            world.connect();
            setting.scenario().play(world);
            world.look();
            var run = new Run(world.shown(), world.state(), points.passed(), points.crashes());
            if (undisturbed != null) {
                assertThat(run.state()).isEqualTo(undisturbed.state());
            }
            return run;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "%s crashed %s (this run alone: -D%s='%s')%n%s"
                            .formatted(
                                    setting.name(),
                                    points.crashes(),
                                    CrashSample.PROPERTY,
                                    CrashSample.only(setting.name(), crashes),
                                    e.getMessage()),
                    e);
        } finally {
            idle.add(beans);
        }
    }

    @Override
    public void close() {
        idle.forEach(Beans::close);
        server.close();
    }
}
