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

    private final DovecotServer server = DovecotServer.with()
            .withoutFolders()
            .folder("Trash", "\\Trash")
            .folder("Archive", "\\Archive")
            .start();
    private final BlockingQueue<Beans> idle = new LinkedBlockingQueue<>();

    CrashRuns() {
        for (int i = 0; i < AT_A_TIME; i++) {
            idle.add(new Beans(Map.of("mailback.sync.interval", "PT9999H")));
        }
    }

    /** What was seen of a run. */
    record Run(List<List<String>> shown, String state, List<String> points, List<String> crashes) {}

    Run undisturbed(Scenario scenario, Consumer<ImapProxy> quirks) throws Exception {
        return play(scenario, quirks, List.of(), null);
    }

    /**
     * @param crashes for each run the numbers of the points where the node dies, each counted from the crash before it
     * @return how many crashes there were
     */
    int compare(Scenario scenario, Consumer<ImapProxy> quirks, Run undisturbed, Collection<List<Integer>> crashes)
            throws Exception {
        var threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            var runs = new ArrayList<Callable<Integer>>();
            crashes.forEach(numbers -> runs.add(() -> {
                var run = play(scenario, quirks, numbers, undisturbed);
                assertThat(run.state()).as("crashed " + run.crashes()).isEqualTo(undisturbed.state());
                return run.crashes().size();
            }));
            int count = 0;
            for (var run : threads.invokeAll(runs)) {
                count += run.get();
            }
            return count;
        } finally {
            threads.shutdownNow();
        }
    }

    private Run play(Scenario scenario, Consumer<ImapProxy> quirks, List<Integer> crashes, @Nullable Run undisturbed)
            throws InterruptedException {
        var points = new CrashPoints(crashes);
        var beans = idle.take();
        try (var world = new World(beans, server, points, undisturbed == null ? null : undisturbed.shown())) {
            quirks.accept(world.proxy());
            scenario.given(world);
            world.connect();
            scenario.play(world);
            world.look();
            return new Run(world.shown(), world.state(), points.passed(), points.crashes());
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("crashed " + points.crashes() + ": " + e.getMessage(), e);
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
