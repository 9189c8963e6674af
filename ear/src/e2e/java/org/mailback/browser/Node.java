package org.mailback.browser;

import com.microsoft.playwright.impl.driver.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The Node that Playwright brings for itself; nobody has to install one. */
final class Node {

    record Outcome(int status, String output) {}

    private Node() {}

    /** Runs in {@code folder}; the output is what was printed to both streams. */
    static Outcome run(Path folder, List<String> arguments) {
        var name = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win") ? "node.exe" : "node";
        var driver = Driver.ensureDriverInstalled(Chromium.environment(), false).driverDir();
        var command = new ArrayList<>(List.of(driver.resolve(name).toString()));
        command.addAll(arguments);
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().putAll(Map.of("LC_ALL", "en_GB.UTF-8", "TZ", "UTC"));
            var process = builder.start();
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
