package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** The pane of the open message. */
record Reading(Page page) {

    /** Opens the message of this subject by its address, as from a bookmark. */
    static Reading open(Window window, Mailbox mailbox, String subject) {
        window.open("#/folder/" + mailbox.folder("inbox") + "/message/" + mailbox.message(subject));
        var reading = new Reading(window.page());
        assertThat(reading.subject()).hasText(subject);
        return reading;
    }

    Locator pane() {
        return page.locator("reading-pane");
    }

    Locator subject() {
        return pane().getByRole(AriaRole.HEADING, new Locator.GetByRoleOptions().setLevel(2));
    }

    /** The text that stands in the page itself. */
    Locator text() {
        return pane().locator(".mail-text");
    }

    /** The sandboxed frame around a message's HTML. */
    FrameLocator frame() {
        return page.frameLocator("reading-pane iframe");
    }

    Locator button(String name) {
        return pane().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** What is said of changes that are on their way, or failed. */
    Locator notice() {
        return pane().locator(".sync-notice");
    }
}
