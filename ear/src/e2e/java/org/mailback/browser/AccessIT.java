package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailback.server.ApiClient;

/** What both pages owe to everybody, whatever they see, hear, use or prefer. */
class AccessIT extends InBrowser {

    private static final int MOST_STOPS = 80;

    @Test
    void the_webmail_is_walked_by_keyboard_alone() {
        var mailbox = mailbox("ada", 12);
        var window = window().signedIn(mailbox.owner());
        var webmail = Webmail.in(window);
        webmail.awaitLive();
        assertThat(webmail.row("Letter 1")).isVisible();
        assertThat(walk(window.page())).hasSizeGreaterThan(4);
    }

    @Test
    void the_console_is_walked_by_keyboard_alone() {
        var mailbox = mailbox("ada", 12);
        mailbox.server().when("UID STORE").answer("NO [CANNOT] Permission denied");
        mailbox.owner()
                .api()
                .post("/api/messages/" + mailbox.message("Letter 3") + "/mark-read")
                .expect(200);
        mailbox.has(1, "failed");
        var window = window().signedInAsAdmin().open("admin/");
        assertThat(window.page().locator(".live-word")).hasText("Live");
        assertThat(walk(window.page())).hasSizeGreaterThan(10);
    }

    /**
     * Presses Tab until the focus comes round; answers where it stopped. Every stop must be on screen, named, and show that it
     * has the focus.
     */
    private static List<String> walk(Page page) {
        var stops = new LinkedHashSet<String>();
        var faults = new ArrayList<String>();
        for (var count = 0; count < MOST_STOPS; count++) {
            page.keyboard().press("Tab");
            var stop = String.valueOf(page.evaluate("""
                    () => {
                        const e = document.activeElement;
                        if (e === null || e === document.body || e.tagName === 'IFRAME') return '';
                        const all = [...document.querySelectorAll('*')];
                        return all.indexOf(e) + ' ' + e.outerHTML.slice(0, 140).replace(/\\s+/g, ' ');
                    }"""));
            if (stop.isEmpty() || !stops.add(stop)) {
                if (stop.isEmpty()) {
                    continue;
                }
                break;
            }
            var fault = String.valueOf(page.evaluate("""
                    () => {
                        const e = document.activeElement;
                        const box = e.getBoundingClientRect();
                        const seen = [e, e.parentElement, e.closest('label'), e.querySelector('*')].filter(Boolean).some(part => {
                            const style = getComputedStyle(part);
                            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none';
                        }) || getComputedStyle(document.getElementById(e.getAttribute('aria-activedescendant')) ?? e).outlineStyle !== 'none';
                        if (!seen) return 'does not show the focus';
                        if (box.width < 1 || box.height < 1) return 'has no size';
                        if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) return 'is off screen';
                        return '';
                    }"""));
            if (!fault.isEmpty()) {
                faults.add(fault + ": " + stop);
            }
        }
        assertThat(faults).isEmpty();
        return List.copyOf(stops);
    }

    @Test
    void who_asked_for_less_motion_gets_none() {
        var mailbox = mailbox("ada", 5);
        var window = window().signedIn(mailbox.owner());
        window.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        var webmail = Webmail.in(window);
        webmail.awaitLive();
        assertStill(window.page());
        webmail.row("Letter 2").click();
        assertStill(window.page());
        window.press("#");
        assertThat(webmail.toast()).isVisible();
        assertStill(window.page());
        window.press("?");
        assertThat(window.page().locator("dialog[open]")).isVisible();
        assertStill(window.page());
    }

    private static void assertStill(Page page) {
        var moving = String.valueOf(page.evaluate("""
                () => document.getAnimations()
                    .filter(a => a.effect.getComputedTiming().activeDuration > 20)
                    .map(a => (a.animationName ?? a.transitionProperty) + ' on ' + a.effect.target.outerHTML.slice(0, 80)).join('\\n')"""));
        assertThat(moving).isEmpty();
    }

    @Test
    void an_intranet_name_without_tls_will_do() {
        var mailbox = mailbox("ada", 5);
        var window = intranetWindow().expect("status of 401").open("");
        assertThat(window.page().evaluate("() => isSecureContext")).isEqualTo(false);
        window.page().getByLabel("User name").fill(mailbox.owner().name());
        window.page()
                .getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
                .fill(ApiClient.PASSWORD);
        window.press("Enter");
        var webmail = new Webmail(window.page());
        webmail.awaitLive();
        webmail.row("Letter 2").click();
        window.press("#");
        assertThat(webmail.row("Letter 2")).hasCount(0);
        window.press("z");
        assertThat(webmail.row("Letter 2")).isVisible();
        await().atMost(Chromium.PATIENCE)
                .untilAsserted(() -> assertThat(mailbox.messages("inbox")).hasSize(5));
    }

    @Test
    void the_console_works_under_an_intranet_name() {
        var window = intranetWindow().signedInAsAdmin().open("admin/");
        assertThat(window.page().locator(".live-word")).hasText("Live");
        window.looksRight("intranet console");
    }
}
