package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** What a user sees in a tab with the webmail. */
record Webmail(Page page) {

    /** Opens it in the window's first tab and waits for the list. */
    static Webmail in(Window window) {
        var webmail = new Webmail(window.open("").page());
        webmail.awaitList();
        return webmail;
    }

    /** The list is there and nothing in it is still to come: what is cut from now on has been read. */
    void awaitList() {
        assertThat(list()).isVisible();
        assertThat(list().locator(".loading")).hasCount(0);
    }

    Locator list() {
        return page.getByRole(AriaRole.GRID);
    }

    /** The message with this subject in the list. */
    Locator row(String subject) {
        return list().getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(subject, new Page.GetByTextOptions().setExact(true))));
    }

    /** Connecting, Live, Reconnecting, Offline. */
    Locator live() {
        return page.locator(".live-word");
    }

    void awaitLive() {
        assertThat(live()).hasText("Live");
    }

    Locator toast() {
        return page.locator(".toast").last();
    }
}
