package org.mailback.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What every state of a page must satisfy: WCAG 2.2 AA as far as axe can judge it, and reflow, which it cannot. */
final class Looks {

    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private enum Colours {
        LIGHT,
        DARK,
        FORCED
    }

    private Looks() {}

    static void check(Page page, Screens screens, String state) {
        var findings = new ArrayList<String>();
        for (var colours : Colours.values()) {
            emulate(page, colours);
            screens.take(page, state + " " + colours.name().toLowerCase(Locale.ROOT));
            violations(page).forEach(finding -> findings.add(colours + ": " + finding));
        }
        emulate(page, Colours.LIGHT);
        sideways(page).ifPresent(findings::add);
        assertThat(findings).as("what is wrong with: " + state).isEmpty();
    }

    /** One readable text a rule that is broken, with the elements that break it. */
    static List<String> violations(Page page) {
        // Legacy mode judges without a second tab, which would hide the page from itself.
        var results = new AxeBuilder(page).withTags(RULES).setLegacyMode(true).analyze();
        return results.getViolations().stream().map(Looks::text).toList();
    }

    /** What scrolls sideways, if anything does (WCAG 1.4.10, which leaves out tables). */
    static Optional<String> sideways(Page page) {
        var found = String.valueOf(page.evaluate("""
                () => {
                    const root = document.documentElement;
                    const scrollers = [...document.querySelectorAll('body *')].filter(e =>
                        e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && !e.querySelector('table')
                        && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX));
                    const wide = root.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')].filter(e =>
                        e.getBoundingClientRect().right > innerWidth + 0.5);
                    return [...scrollers, ...wide].slice(0, 5).map(e => e.outerHTML.slice(0, 160)).join('\\n  ');
                }"""));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of("scrolls sideways at " + page.viewportSize().width + " px:\n  " + found);
    }

    private static void emulate(Page page, Colours colours) {
        page.emulateMedia(new Page.EmulateMediaOptions()
                .setColorScheme(colours == Colours.DARK ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setForcedColors(colours == Colours.FORCED ? ForcedColors.ACTIVE : ForcedColors.NONE));
    }

    private static String text(Rule rule) {
        return rule.getNodes().stream()
                .map(node -> node.getTarget() + " " + node.getHtml() + "\n    "
                        + String.valueOf(node.getFailureSummary()).replace("\n", "\n    "))
                .collect(Collectors.joining("\n  ", rule.getId() + " (" + rule.getHelp() + ")\n  ", ""));
    }
}
