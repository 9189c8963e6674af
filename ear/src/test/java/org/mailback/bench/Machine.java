package org.mailback.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures were measured on. */
final class Machine {

    private Machine() {}

    static String described() {
        return "%d cores%s, %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        first(Path.of("/proc/cpuinfo"), "model name"),
                        System.getProperty("os.name"),
                        System.getProperty("java.version"));
    }

    /** Above this, figures tell about the neighbours. */
    static boolean isBusy() {
        return load() > Runtime.getRuntime().availableProcessors() * 0.5;
    }

    static double load() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String first(Path file, String key) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.toLowerCase(Locale.ROOT).startsWith(key))
                    .findFirst()
                    .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")")
                    .orElse("");
        } catch (IOException notHere) {
            return "";
        }
    }
}
