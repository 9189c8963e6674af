package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The guards of the browser tests notice what they are there for. */
class CspProbeIT extends InBrowser {

    /** A page of ours that is at rest, with no error of its own. */
    private Window probe() {
        var window = window().signedIn(owner("probe")).open("");
        assertThat(window.page().getByText("Connect an account").first()).isVisible();
        return window;
    }

    @Test
    void an_inline_style_is_refused_and_noticed() {
        var window = probe().expect("Content Security Policy");
        window.page().evaluate("() => document.body.setAttribute('style', 'color: rgb(1, 2, 3)')");
        assertThat(window.page().evaluate("() => getComputedStyle(document.body).color"))
                .isNotEqualTo("rgb(1, 2, 3)");
        assertThat(window.noted()).singleElement().asString().contains("style-src 'self'");
    }

    @Test
    void an_inline_script_is_refused_and_noticed() {
        var window = probe().expect("Content Security Policy|requires 'Trusted");
        window.page().evaluate("""
                () => { const link = document.createElement('a');
                        document.body.append(link);
                        link.href = 'javascript:window.hacked = true';
                        link.click(); link.remove(); }""");
        assertThat(window.page().evaluate("() => window.hacked === true")).isEqualTo(false);
        assertThat(window.noted()).anySatisfy(text -> assertThat(text).contains("script"));
    }

    @Test
    void an_uncaught_exception_is_noticed() {
        var window = probe().expect("uncaught on purpose");
        window.page().evaluate("() => { Promise.reject(new Error('uncaught on purpose')); }");
        assertThat(window.noted()).anySatisfy(text -> assertThat(text).startsWith("uncaught"));
    }

    @Test
    void a_foreign_request_is_refused_and_noticed() {
        var window = probe().expect("tracker.example|ERR_NAME_NOT_RESOLVED");
        assertThat(window.cannotOpen("http://tracker.example/pixel.gif")).contains("ERR_NAME_NOT_RESOLVED");
        assertThat(window.noted()).contains("foreign request: http://tracker.example/pixel.gif");
        window.open("");
    }

    @Test
    void bad_contrast_and_a_missing_name_are_noticed() {
        var window = probe();
        window.page().evaluate("""
                () => { const probe = document.createElement('p');
                        probe.style.color = 'rgb(200, 200, 200)'; probe.style.background = 'white';
                        probe.textContent = 'Who can read this?';
                        document.body.append(probe, document.createElement('button')); }""");
        assertThat(Looks.violations(window.page()))
                .anySatisfy(finding -> assertThat(finding).startsWith("color-contrast"))
                .anySatisfy(finding -> assertThat(finding).startsWith("button-name"));
    }

    @Test
    void sideways_scrolling_is_noticed() {
        var window = probe().phone();
        assertThat(Looks.sideways(window.page())).isEmpty();
        window.page().evaluate("""
                () => { const probe = document.createElement('p');
                        probe.style.width = '500px'; probe.textContent = 'wide'; document.body.append(probe); }""");
        assertThat(Looks.sideways(window.page()))
                .get()
                .asString()
                .contains("390 px")
                .contains("wide");
    }

    @Test
    void a_cut_line_is_refused_and_comes_back() {
        var window = probe();
        window.serverDown();
        assertThat(window.cannotOpen("")).contains("ERR_CONNECTION_REFUSED");
        window.serverUp();
        window.open("");
        assertThat(window.page().title()).contains("Mailback");
    }

    @Test
    void mail_of_a_test_is_there_and_what_fails_fails_for_real() {
        var mailbox = mailbox("probe", 30);
        assertThat(mailbox.messages("inbox")).hasSize(30);
        mailbox.server().when("UID STORE").answer("NO [CANNOT] not this one");
        mailbox.owner()
                .api()
                .post("/api/messages/" + mailbox.message("Letter 7") + "/mark-read")
                .expect(200);
        mailbox.has(1, "failed");
        mailbox.server().clearRules();
        mailbox.arrives(Letter.of("Später").html("<p>ä</p>").attached("a.txt", "text/plain", new byte[] {65}));
        mailbox.settled();
        assertThat(mailbox.messages("inbox")).hasSize(31);
        mailbox.imagined(1_000);
        var window = window().signedIn(mailbox.owner());
        assertThat(window.context().request().get("api/session").text())
                .contains(mailbox.owner().name());
        assertThat(mailbox.messages("inbox")).hasSize(200);
    }
}
