package org.mailback.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;
import org.mailback.server.TestWorld;

/** {@code target/screens/<class>/<test>[-label].png}: made to be looked at. */
record Screens(Class<?> test, String name) {

    void take(Page page, String label) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file(label)).setAnimations(ScreenshotAnimations.DISABLED));
    }

    private Path file(String label) {
        var suffix = label.isEmpty() ? "" : "-" + label.replaceAll("[^A-Za-z0-9]+", "_");
        return TestWorld.target()
                .resolve("screens")
                .resolve(test.getSimpleName())
                .resolve(name.replaceAll("[^A-Za-z0-9_]+", "_") + suffix + ".png");
    }
}
