package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions.IsCheckedOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What failed is found, understood and mended: one change, or all that match. */
class ConsolePageIT extends InBrowser {

    @Test
    void what_failed_is_told_first_with_the_servers_own_words() {
        var mailbox = Console.refused(mailbox("first", 3), 2);
        var console = Console.failed(window(), mailbox);
        assertThat(console.page().locator(".verdict")).containsText("need");
        assertThat(console.page().locator(".verdict")).hasClass(Pattern.compile("bad"));
        assertThat(console.rows()).hasCount(2);
        assertThat(console.row("Letter 1")).containsText("Mark read");
        assertThat(console.row("Letter 1")).containsText("Seen is not yours to set");
        assertThat(console.row("Letter 1")).containsText("first@example.org");
        console.window().looksRightAtEverySize("failed");
    }

    @Test
    void one_change_is_retried_from_its_row() {
        var mailbox = Console.refused(mailbox("one", 3), 2);
        var console = Console.failed(window(), mailbox);
        mailbox.server().clearRules();
        console.row("Letter 2").getByRole(AriaRole.BUTTON).click();
        assertThat(console.toasts()).containsText("1 queued");
        assertThat(console.rows()).hasCount(1);
        mailbox.has(1, "failed");
        mailbox.has(1, "completed");
        console.goTo("#/changes?status=completed&account=" + mailbox.account());
        assertThat(console.row("Letter 2")).containsText("Synced");
    }

    @Test
    void all_that_match_are_retried_in_the_background() {
        var mailbox = Console.refused(mailbox("many", 30), 30);
        var console = Console.failed(window(), mailbox);
        mailbox.server().clearRules();
        console.pageBox().check();
        assertThat(console.bulk()).containsText("25 selected");
        console.window().looksRight("selected");
        console.bulk("Select all 30 that match").click();
        assertThat(console.bulk()).containsText("All 30 changes that match are selected");
        console.bulk("Retry").click();
        assertThat(console.toasts()).containsText("30 queued");
        assertThat(console.bulk()).hasCount(0);
        assertThat(console.page().locator(".past")).containsText("30 queued");
        mailbox.has(30, "completed");
        assertThat(console.page().getByText("Nothing matches these filters")).isVisible();
        console.window().looksRight("none left");
    }

    @Test
    void four_thousand_that_match_are_mended_with_five_clicks() {
        var mailbox = mailbox("thousands", 1).imaginedFailures(4_000, "NO [NOPERM] the shared folder is read-only");
        var console = Console.failed(window(), mailbox);
        assertThat(console.page().locator(".page-words")).containsText("Page 1 of 160 · 4,000 changes");
        console.pageBox().check();
        console.bulk("Select all 4,000 that match").click();
        console.bulk("Discard").click();
        assertThat(console.question()).containsText("Discard 4,000 changes?");
        console.window().press("Escape");
        console.bulk("Retry").click();
        assertThat(console.toasts()).containsText("4,000 queued");
        mailbox.has(4_000, "pending");
        console.goTo("#/changes?status=pending&account=" + mailbox.account());
        assertThat(console.rows().first()).containsText("Paused");
        console.window().looksRight("four thousand wait");
    }

    @Test
    void one_that_is_unselected_is_not_meant_though_all_were() {
        var mailbox = Console.refused(mailbox("but", 27), 27);
        var console = Console.failed(window(), mailbox);
        console.pageBox().check();
        console.bulk("Select all 27 that match").click();
        console.boxes().nth(3).uncheck();
        assertThat(console.bulk()).containsText("24 selected");
        assertThat(console.boxes().nth(3)).not().isChecked();
        assertThat(console.boxes().nth(4)).isChecked();
    }

    @Test
    void rows_between_two_clicks_are_selected_with_shift() {
        var mailbox = Console.refused(mailbox("range", 8), 8);
        var console = Console.failed(window(), mailbox);
        console.boxes().nth(1).click();
        console.boxes().nth(4).click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
        for (var row = 0; row < 8; row++) {
            assertThat(console.boxes().nth(row)).isChecked(checked(row >= 1 && row <= 4));
        }
    }

    @Test
    void discarding_asks_with_the_count_and_cancel_changes_nothing() {
        var mailbox = Console.refused(mailbox("discard", 4), 3);
        var console = Console.failed(window(), mailbox);
        console.pageBox().check();
        console.bulk("Discard").click();
        assertThat(console.question()).containsText("Discard 3 changes?");
        assertThat(console.question().getByText("Cancel")).isFocused();
        console.window().looksRight("asked");
        console.window().press("Escape");
        assertThat(console.bulk()).containsText("3 selected");
        mailbox.has(3, "failed");
        console.bulk("Discard").click();
        console.question()
                .getByText("Discard 3 changes", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(console.toasts()).containsText("3 discarded");
        mailbox.has(3, "cancelled");
    }

    @Test
    void a_change_opens_by_keyboard_and_Esc_gives_the_focus_back() {
        var mailbox = Console.refused(mailbox("detail", 3), 2);
        var console = Console.failed(window(), mailbox);
        var link = console.row("Letter 1").locator(".row-link");
        link.focus();
        console.window().press("Enter");
        assertThat(console.drawer()).containsText("Letter 1");
        assertThat(console.drawer()).containsText("Queued by detail");
        assertThat(console.drawer().locator(".timeline")).containsText("Attempt 1: refused");
        assertThat(console.drawer().locator(".timeline")).containsText("Seen is not yours to set");
        assertThat(console.drawer().locator(".timeline")).containsText(Pattern.compile("\\d ms|\\d s"));
        console.window().looksRightAtEverySize("detail");
        console.window().press("Escape");
        assertThat(console.drawer()).hasCount(0);
        assertThat(link).isFocused();
    }

    @Test
    void a_deep_link_opens_the_change_and_its_retry_is_followed_to_the_end() {
        var mailbox = Console.refused(mailbox("deep", 2), 1);
        var window = window();
        var console = Console.failed(window, mailbox);
        var id = console.rows().first().getAttribute("data-row");
        window.open("");
        window.open("admin/#/operation/" + id);
        mailbox.server().clearRules();
        console.drawer().getByText("Retry now").click();
        assertThat(console.drawer().locator("header")).containsText("Synced");
        assertThat(console.drawer().locator(".timeline")).containsText("Retried by admin");
        assertThat(console.drawer().locator(".timeline")).containsText("Saved at the mail server");
        window.looksRight("retried");
    }

    @Test
    void what_fails_shows_by_itself_but_not_while_rows_are_selected() {
        var mailbox = Console.refused(mailbox("held", 5), 1);
        var console = Console.failed(window(), mailbox);
        assertThat(console.rows()).hasCount(1);
        Console.markRead(mailbox, 2);
        assertThat(console.rows()).hasCount(2);
        console.boxes().first().check();
        Console.markRead(mailbox, 4);
        mailbox.has(4, "failed");
        assertThat(console.page().locator(".held"))
                .containsText("Updates are held while rows are selected · 2 changes waiting");
        assertThat(console.rows()).hasCount(2);
        console.window().looksRight("held");
        console.page().getByText("Show now").click();
        assertThat(console.rows()).hasCount(4);
        assertThat(console.page().locator("tr.picked")).hasCount(1);
    }

    @Test
    void what_another_administrator_mended_meanwhile_is_skipped_and_told() {
        var mailbox = Console.refused(mailbox("two", 3), 2);
        var first = Console.failed(window(), mailbox);
        var second = Console.failed(window(), mailbox);
        second.pageBox().check();
        assertThat(second.bulk()).containsText("2 selected");
        mailbox.server().clearRules();
        first.row("Letter 1").getByRole(AriaRole.BUTTON).click();
        mailbox.has(1, "completed");
        second.bulk("Retry").click();
        assertThat(second.toasts()).containsText("1 queued, 1 skipped: changed meanwhile");
        mailbox.has(2, "completed");
        assertThat(first.rows()).hasCount(0);
        assertThat(second.rows()).hasCount(0);
        assertThat(first.page().locator(".past")).containsText("1 queued, 1 skipped");
    }

    @Test
    void filters_are_in_the_address_and_Back_undoes_them() {
        var mailbox = Console.refused(mailbox("filters", 12), 12);
        var console = Console.failed(window(), mailbox);
        console.window().press("/");
        console.page().keyboard().type("Letter 12");
        assertThat(console.rows()).hasCount(1);
        assertThat(console.page()).hasURL(Pattern.compile("q=Letter\\+12"));
        console.page().getByLabel("Kind").selectOption("trash");
        assertThat(console.page().getByText("Nothing matches these filters")).isVisible();
        console.page().goBack();
        assertThat(console.rows()).hasCount(1);
        console.page().reload();
        assertThat(console.rows()).hasCount(1);
        assertThat(console.page().locator("#search")).hasValue("Letter 12");
    }

    @Test
    void failures_with_one_reason_are_one_group_and_one_button() {
        var mailbox = Console.refused(mailbox("group", 6), 6);
        var console = Console.open(window(), "");
        if (console.group(mailbox).count() == 0) {
            console.page().locator(".groups-panel button.link").click();
        }
        assertThat(console.group(mailbox)).containsText(Pattern.compile("6\\s×.*not permitted"));
        console.group(mailbox).getByText("Show").click();
        assertThat(console.rows()).hasCount(6);
        assertThat(console.page().locator("#changes-title")).isFocused();
        mailbox.server().clearRules();
        console.group(mailbox).getByText("Retry all").click();
        assertThat(console.toasts()).containsText("6 queued");
        mailbox.has(6, "completed");
        assertThat(console.group(mailbox)).hasCount(0);
    }

    private static IsCheckedOptions checked(boolean checked) {
        return new IsCheckedOptions().setChecked(checked);
    }
}
