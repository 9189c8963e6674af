package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.stream.Collectors;

/** The sync console in a window, seen by the administrator: where things are on its page. */
record Console(Window window) {

    static Console open(Window window, String hash) {
        var console = new Console(window);
        window.signedInAsAdmin().open("admin/" + hash);
        assertThat(console.page().locator(".verdict")).isVisible();
        return console;
    }

    /** The failed changes of one mailbox; other tests may have left some of their own. */
    static Console failed(Window window, Mailbox mailbox) {
        return open(window, "#/changes?account=" + mailbox.account());
    }

    /** Queues a mark as read for each of the newest messages in INBOX. */
    static void markRead(Mailbox mailbox, int count) {
        var ids = mailbox.messages("inbox").stream()
                .limit(count)
                .map(message -> message.get("id").toString())
                .collect(Collectors.joining(","));
        mailbox.owner()
                .api()
                .post("/api/messages/bulk", "{\"action\":\"mark-read\",\"ids\":[" + ids + "]}")
                .expect(200);
    }

    /** So many changes that the server has refused for good. */
    static Mailbox refused(Mailbox mailbox, int count) {
        mailbox.server().when("UID STORE").answer("NO [NOPERM] Seen is not yours to set");
        markRead(mailbox, count);
        mailbox.has(count, "failed");
        return mailbox;
    }

    Page page() {
        return window.page();
    }

    Locator rows() {
        return page().locator("table.ops tbody tr");
    }

    Locator row(String text) {
        return rows().filter(new Locator.FilterOptions().setHasText(text));
    }

    Locator boxes() {
        return page().locator("table.ops tbody input[type=checkbox]");
    }

    Locator pageBox() {
        return page().getByLabel("Select all on this page");
    }

    Locator bulk() {
        return page().locator(".bulk");
    }

    Locator bulk(String button) {
        return bulk().locator("button", new Locator.LocatorOptions().setHasText(button));
    }

    Locator group(Mailbox mailbox) {
        return page().locator(".trouble-item").filter(new Locator.FilterOptions().setHasText(mailbox.email()));
    }

    Locator account(Mailbox mailbox) {
        return page().locator("table.accounts tbody tr")
                .filter(new Locator.FilterOptions().setHasText(mailbox.email()));
    }

    Locator drawer() {
        return page().locator("dialog.drawer[open]");
    }

    Locator question() {
        return page().locator("dialog[open] .question");
    }

    Locator toasts() {
        return page().locator("toast-host");
    }

    void goTo(String hash) {
        page().evaluate("hash => { location.hash = hash; }", hash);
    }
}
