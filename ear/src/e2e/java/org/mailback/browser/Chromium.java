package org.mailback.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mailback.server.TestWorld;

/** The one browser of all tests, which belongs to the thread that tests run in, and ends with this JVM. */
final class Chromium {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Stands for an intranet host: plain http under a name, which is no secure context. */
    static final String INTRANET = "intranet.test";

    private static final List<String> PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/usr/bin/google-chrome-stable",
            "/snap/bin/chromium",
            "/opt/homebrew/bin/chromium",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    private static final List<String> FLAGS = List.of(
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP " + INTRANET
                    + " 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost");

    private static @Nullable Browser browser;

    private Chromium() {}

    /** Skips the tests where there is no Chromium, unless {@code -Dmailback.browser=true} demands it. */
    static final class Needed implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (installed().isPresent()) {
                return ConditionEvaluationResult.enabled("Chromium is installed");
            }
            var reason = "No Chromium was found; install one (Debian: apt-get install chromium)"
                    + " or name it with -Dchromium=/path/to/it";
            if (Boolean.getBoolean("mailback.browser")) {
                throw new IllegalStateException(reason + ". To skip the browser tests: -Dmailback.browser=false");
            }
            return ConditionEvaluationResult.disabled(reason);
        }
    }

    static synchronized Browser browser() {
        if (browser == null) {
            browser = launch();
        }
        return browser;
    }

    static Map<String, String> environment() {
        // Killed tests leave the driver's 130 MB there, where "clean" finds them.
        System.setProperty("playwright.driver.tmpdir", TestWorld.target().toString());
        return Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    }

    private static Browser launch() {
        var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment()));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        return playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(installed().orElseThrow())
                        .setChromiumSandbox(false)
                        .setArgs(FLAGS));
    }

    private static Optional<Path> installed() {
        var named = System.getProperty("chromium");
        return (named == null ? PLACES.stream() : Stream.of(named))
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
