package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Measured and printed; the limits leave room for a busy machine. */
class SpeedIT extends InBrowser {

    private static final int FIRST_LOAD = 100_000;
    private static final Duration ANSWER = Duration.ofMillis(100);
    private static final int BUSY_MACHINE = 10;

    @Test
    void the_first_load_of_the_webmail_is_small() {
        var mailbox = mailbox("ada", 50);
        var window = window().signedIn(mailbox.owner());
        window.line().received();
        var webmail = Webmail.in(window);
        assertThat(webmail.row("Letter 1")).isVisible();
        webmail.awaitLive();
        assertSmall("webmail", window.line().received());
    }

    @Test
    void the_first_load_of_the_console_is_small() {
        var window = window().signedInAsAdmin();
        window.line().received();
        window.open("admin/");
        assertThat(window.page().locator(".live-word")).hasText("Live");
        assertThat(window.byRole(AriaRole.HEADING, "Sync console")).isVisible();
        assertSmall("console", window.line().received());
    }

    @Test
    void the_first_load_of_the_sign_in_page_is_small() {
        var window = window().expect("status of 401");
        window.open("");
        assertThat(window.button("Sign in")).isVisible();
        window.page().waitForLoadState(LoadState.NETWORKIDLE);
        assertSmall("sign-in", window.line().received());
    }

    private static void assertSmall(String page, long octets) {
        System.out.printf("First load of the %s: %,d octets with headers, compressed%n", page, octets);
        assertThat(octets).as("first load of the " + page).isPositive().isLessThan(FIRST_LOAD);
    }

    @Test
    void an_action_is_answered_at_once() {
        var mailbox = mailbox("ada", 20);
        var window = window().signedIn(mailbox.owner());
        var webmail = Webmail.in(window);
        webmail.awaitLive();
        for (var number = 1; number <= 8; number++) {
            webmail.row("Letter " + number).click();
            mailbox.settled();
            var answer = answerOf(window, () -> {
                window.press("#");
                return "/trash";
            });
            assertThat(webmail.row("Letter " + number)).hasCount(0);
            assertQuick("Trash of one message", answer, 1);
        }
    }

    private static Response answerOf(Window window, Supplier<String> action) {
        var path = new String[1];
        return window.page()
                .waitForResponse(
                        response -> response.request().method().equals("POST")
                                && response.url().contains("/api/messages/"),
                        () -> path[0] = action.get());
    }

    private static void assertQuick(String what, Response answer, int factor) {
        answer.finished();
        var timing = answer.request().timing();
        var took = timing.responseStart - timing.requestStart;
        System.out.printf("%s: answered after %.0f ms with %d%n", what, took, answer.status());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(took).as(what).isLessThan(ANSWER.toMillis() * BUSY_MACHINE * factor);
    }
}
