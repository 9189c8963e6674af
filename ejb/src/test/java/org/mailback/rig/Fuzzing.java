package org.mailback.rig;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Runs a piece of code on spoiled input, again and again: a bounded number of times with a fixed seed, or for as long as
 * {@code -Dmailback.fuzz.time=PT1H} says with {@code -Dmailback.fuzz.seed}.
 */
public final class Fuzzing {

    /** What is done with an input. Whatever it throws is a find. */
    public interface Target {
        void take(byte[] input) throws Exception;
    }

    private final long most;
    private final int times;
    private final Duration longest;

    /**
     * @param most octets that one input may cost to begin with
     * @param times its length comes on top so many times
     * @param longest time for one input, with slack for a busy machine
     */
    public Fuzzing(long most, int times, Duration longest) {
        this.most = most;
        this.times = times;
        this.longest = longest;
    }

    public static long seed() {
        return Long.getLong("mailback.fuzz.seed", 20_261_123);
    }

    /** @return how many inputs were tried */
    public long run(Mutations inputs, int count, Target target) {
        var time = System.getProperty("mailback.fuzz.time");
        var end = time == null ? Instant.MAX : Instant.now().plus(Duration.parse(time));
        long tried = 0;
        while (time == null ? tried < count : Instant.now().isBefore(end)) {
            once(inputs.next(), target);
            tried++;
        }
        System.out.printf("fuzzing: %,d inputs, seed %d%n", tried, seed());
        return tried;
    }

    /** The input with its bounds. */
    public void once(byte[] input, Target target) {
        var start = System.nanoTime();
        var before = allocated();
        try {
            target.take(input);
        } catch (Throwable e) {
            throw new AssertionError(e.getClass().getSimpleName() + " on " + shown(input), e);
        }
        var cost = allocated() - before;
        if (cost > most + (long) times * input.length) {
            throw new AssertionError(cost + " octets were allocated on " + shown(input));
        }
        var took = Duration.ofNanos(System.nanoTime() - start);
        if (took.compareTo(longest) > 0) {
            throw new AssertionError("it took " + took + " on " + shown(input));
        }
    }

    private static String shown(byte[] input) {
        var hex = HexFormat.of().formatHex(input);
        return input.length + " octets: " + hex.substring(0, Math.min(6_000, hex.length()));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
