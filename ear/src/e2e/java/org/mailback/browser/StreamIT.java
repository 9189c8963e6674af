package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page follows the server by itself, whatever the line does. */
class StreamIT extends InBrowser {

    @Test
    void new_mail_appears_by_itself() {
        var mailbox = mailbox("ada", 5);
        var webmail = Webmail.in(window().signedIn(mailbox.owner()));
        webmail.awaitLive();
        mailbox.arrives(Letter.of("Fresh from the server"));
        assertThat(webmail.row("Fresh from the server")).isVisible();
    }

    @Test
    void nothing_is_lost_by_a_cut() {
        var mailbox = mailbox("ada", 5);
        var window = window().signedIn(mailbox.owner());
        var webmail = Webmail.in(window);
        webmail.awaitLive();
        window.serverDown();
        assertThat(webmail.live()).hasText(Pattern.compile("Reconnecting|Offline"));
        window.looksRight("reconnecting");
        mailbox.arrives(Letter.of("Sent during the cut"));
        mailbox.owner()
                .api()
                .post("/api/messages/" + mailbox.message("Letter 2") + "/trash")
                .expect(200);
        mailbox.settled();
        assertThat(webmail.row("Letter 2")).isVisible();
        window.serverUp();
        webmail.awaitLive();
        assertThat(webmail.row("Sent during the cut")).isVisible();
        assertThat(webmail.row("Letter 2")).hasCount(0);
    }

    @Test
    void a_frozen_line_shows_that_it_is_loading() {
        var mailbox = mailbox("ada", 5);
        var window = window().signedIn(mailbox.owner()).open("");
        var webmail = new Webmail(window.page());
        webmail.awaitList();
        webmail.awaitLive();
        window.line().freeze();
        window.page().getByText("Archive").first().click();
        window.looksRight("loading");
        window.line().thaw();
        assertThat(window.page().getByText("Letter 1")).hasCount(0);
    }

    @Test
    void two_tabs_on_one_account_agree() {
        var mailbox = mailbox("ada", 5);
        var window = window().signedIn(mailbox.owner());
        var first = Webmail.in(window);
        var second = new Webmail(window.tab());
        second.page().navigate("");
        second.awaitList();
        first.awaitLive();
        second.awaitLive();
        first.row("Letter 2").click();
        first.page().keyboard().press("#");
        assertThat(first.row("Letter 2")).hasCount(0);
        assertThat(second.row("Letter 2")).hasCount(0);
        second.page().bringToFront();
        second.row("Letter 4").click();
        second.page().keyboard().press("#");
        assertThat(first.row("Letter 4")).hasCount(0);
        mailbox.settled();
        assertThat(mailbox.messages("trash")).hasSize(2);
        assertThat(first.row("Letter 1")).isVisible();
        assertThat(second.row("Letter 1")).isVisible();
    }

    @Test
    void hidden_tabs_release_their_streams_so_that_another_one_does_not_starve() {
        var mailbox = mailbox("ada", 3);
        var window = window().signedIn(mailbox.owner());
        window.context().clock().install();
        var tabs = new ArrayList<Page>();
        for (var number = 0; number < 6; number++) {
            var tab = number == 0 ? window.page() : window.tab();
            tab.navigate("");
            var webmail = new Webmail(tab);
            assertThat(webmail.row("Letter 1")).isVisible();
            webmail.awaitLive();
            setHidden(tab, true);
            tab.clock().fastForward(60_000);
            tabs.add(tab);
        }
        var seventh = new Webmail(window.tab());
        seventh.page().navigate("");
        assertThat(seventh.row("Letter 1")).isVisible();
        seventh.awaitLive();
        mailbox.arrives(Letter.of("While it was hidden"));
        assertThat(seventh.row("While it was hidden")).isVisible();
        var first = new Webmail(tabs.get(0));
        assertThat(first.row("While it was hidden")).hasCount(0);
        setHidden(first.page(), false);
        assertThat(first.row("While it was hidden")).isVisible();
        first.awaitLive();
    }

    /** Headless tabs are always visible, so the page is told otherwise as a browser would tell it. */
    private static void setHidden(Page tab, boolean hidden) {
        tab.evaluate("""
                hidden => {
                    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
                    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
                    document.dispatchEvent(new Event('visibilitychange'));
                }""", hidden);
    }

    @Test
    void a_server_that_is_down_is_told_and_can_be_tried_again() {
        var mailbox = mailbox("ada", 5);
        mailbox.letters("Archive", List.of(Letter.of("From the archive")));
        mailbox.sync();
        mailbox.settled();
        var window = window().signedIn(mailbox.owner());
        var webmail = Webmail.in(window);
        webmail.awaitLive();
        window.serverDown();
        window.page().getByText("Archive").first().click();
        var again = window.button("Try again");
        assertThat(again).isVisible();
        window.looksRightAtEverySize("server down");
        again.click();
        assertThat(again).isVisible();
        window.serverUp();
        again.click();
        assertThat(webmail.row("From the archive")).isVisible();
        assertThat(again).hasCount(0);
    }

    @Test
    void an_action_that_cannot_be_sent_is_taken_back_and_told() {
        var mailbox = mailbox("ada", 5);
        var window = window().signedIn(mailbox.owner());
        var webmail = Webmail.in(window);
        webmail.awaitLive();
        webmail.row("Letter 2").click();
        mailbox.settled();
        window.serverDown();
        window.press("#");
        assertThat(webmail.toast()).containsText("othing was changed");
        assertThat(webmail.row("Letter 2")).isVisible();
        window.looksRight("rolled back");
        window.serverUp();
        webmail.awaitLive();
        assertThat(webmail.row("Letter 2")).isVisible();
        assertThat(mailbox.messages("inbox")).hasSize(5);
    }
}
