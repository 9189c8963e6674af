package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;

/** A window with the webmail in it, and what there is to see. */
abstract class InWebmail extends InBrowser {

    static final Pattern UNREAD = Pattern.compile("\\bunread\\b");
    static final Pattern SELECTED = Pattern.compile("\\bselected\\b");
    static final Pattern CURRENT = Pattern.compile("\\bcurrent\\b");

    Mailbox mailbox;
    Window window;
    Webmail webmail;

    final void open(int letters) {
        open(mailbox("ada", letters));
    }

    final void open(Mailbox connected) {
        mailbox = connected;
        window = window().signedIn(mailbox.owner());
        webmail = Webmail.in(window);
        assertThat(webmail.row("Letter 1")).isVisible();
        webmail.awaitLive();
    }

    final Locator box(String subject) {
        return webmail.row(subject).getByRole(AriaRole.CHECKBOX);
    }

    final Locator numbers() {
        return window.page().locator(".list-title p");
    }

    final Locator notice() {
        return window.page().locator(".list-notice");
    }

    final Locator dialog() {
        return window.page().locator("dialog[open]");
    }

    final void inDialog(String button) {
        dialog().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    final List<String> subjects() {
        return webmail.list().locator(".row-subject").allInnerTexts();
    }
}
