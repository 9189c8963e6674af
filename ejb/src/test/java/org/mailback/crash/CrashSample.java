package org.mailback.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which crashes are tried: by default every n-th point and one of each kind, the same in every run; with
 * {@code -Dmailback.crash=all} every point; with {@code -Dmailback.crash='scenario:137'} this one.
 */
final class CrashSample {

    static final String PROPERTY = "mailback.crash";

    private static final String WANTED = System.getProperty(PROPERTY, "");

    private CrashSample() {}

    static String only(String scenario, List<Integer> crashes) {
        return scenario + ":" + crashes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** @return for each run the numbers of its points; empty if another scenario alone is wanted */
    static List<List<Integer>> of(String scenario, List<String> points, int every) {
        if (isOne()) {
            return one(scenario);
        }
        var kinds = new HashSet<String>();
        return IntStream.rangeClosed(1, points.size())
                .filter(number ->
                        kinds.add(kind(points.get(number - 1))) || number % every == 0 || WANTED.equals("all"))
                .mapToObj(List::of)
                .toList();
    }

    /** Pairs of a crash and of a second one soon after it; ten times as many where all is wanted. */
    static List<List<Integer>> pairs(String scenario, List<String> points, int runs) {
        if (isOne()) {
            return one(scenario);
        }
        var random = new Random(7);
        return Stream.generate(() -> List.of(1 + random.nextInt(points.size()), 1 + random.nextInt(12)))
                .limit(WANTED.equals("all") ? runs * 10L : runs)
                .toList();
    }

    /** What is done there, no matter with which messages. */
    private static String kind(String point) {
        return point.replaceAll("\\d[\\d:,]*", "n");
    }

    /** Whether no more than one run is wanted. */
    static boolean isOne() {
        return WANTED.contains(":");
    }

    private static List<List<Integer>> one(String scenario) {
        var numbers = new ArrayList<Integer>();
        if (WANTED.startsWith(scenario + ":")) {
            for (var number : WANTED.substring(scenario.length() + 1).split(",")) {
                numbers.add(Integer.valueOf(number));
            }
        }
        return numbers.isEmpty() ? List.of() : List.of(numbers);
    }
}
