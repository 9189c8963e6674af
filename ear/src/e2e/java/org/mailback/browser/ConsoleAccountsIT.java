package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mailback.server.TestWorld;

/** Accounts with their brakes, the audit log, who may see the console, and how it is without a server or a mouse. */
class ConsoleAccountsIT extends InBrowser {

    @Test
    void an_account_is_paused_with_a_reason_and_goes_on_when_resumed() {
        var mailbox = mailbox("brake", 3);
        var console = Console.open(window(), "#/accounts?q=brake");
        console.account(mailbox).getByText("Pause").click();
        assertThat(console.page().locator("#pause-reason")).isFocused();
        console.page().keyboard().type("The server moves");
        console.window().press("Enter");
        assertThat(console.account(mailbox)).containsText(Pattern.compile("Paused.*The server moves", Pattern.DOTALL));
        console.window().looksRightAtEverySize("accounts");

        Console.markRead(mailbox, 2);
        console.goTo("#/changes?status=pending&account=" + mailbox.account());
        assertThat(console.row("Letter 1")).containsText("Paused");
        assertThat(console.row("Letter 1")).containsText("The server moves");
        console.window().looksRight("why it waits");

        console.goTo("#/accounts?q=brake");
        assertThat(console.account(mailbox).locator("a.pending")).containsText("2");
        console.account(mailbox).getByText("Resume").click();
        mailbox.has(2, "completed");
        assertThat(console.account(mailbox)).containsText("Active");
        assertThat(console.account(mailbox).locator("a.pending")).hasCount(0);

        console.goTo("#/audit");
        var log = console.page().locator("table.audit tbody tr");
        assertThat(log.filter(new Locator.FilterOptions().setHasText("brake@example.org"))
                        .first())
                .containsText("Resumed an account");
        assertThat(console.page().locator("table.audit")).containsText("The server moves");
        console.window().looksRightAtEverySize("audit");
    }

    @Test
    void a_server_that_is_away_is_told_with_its_account() {
        var mailbox = mailbox("away", 2);
        mailbox.server().down();
        Console.markRead(mailbox, 1);
        var console = Console.open(window(), "#/accounts?q=away&state=unreachable");
        assertThat(console.account(mailbox)).containsText("Unreachable");
        mailbox.server().up();
        console.account(mailbox).getByRole(AriaRole.BUTTON).first().click();
        mailbox.has(1, "completed");
        assertThat(console.page().getByText("No account matches")).isVisible();
    }

    @Test
    void only_administrators_see_the_console() {
        var window = window().signedIn(owner("nosy"));
        window.open("admin/");
        assertThat(window.page().getByText("For administrators only")).isVisible();
        window.looksRightAtEverySize("not for users");
        window.page().getByText("To the webmail").click();
        assertThat(window.page()).hasURL(Pattern.compile("^http://[^/]+/(#.*)?$"));
    }

    @Test
    void the_console_asks_who_it_is_and_goes_on_where_it_was_when_a_session_ends() {
        var mailbox = Console.refused(mailbox("session", 2), 1);
        var window = window().expect("status of 401");
        window.open("admin/#/changes?account=" + mailbox.account());
        signIn(window);
        var console = new Console(window);
        assertThat(console.rows()).hasCount(1);
        window.context().clearCookies();
        window.press("r");
        assertThat(window.page().locator("sign-in dialog")).isVisible();
        assertThat(console.rows()).hasCount(1);
        window.looksRight("expired");
        window.page().locator("input[name=password]").fill(TestWorld.ADMIN_PASSWORD);
        window.press("Enter");
        assertThat(window.page().locator("sign-in")).hasCount(0);
        assertThat(console.rows()).hasCount(1);
        window.button("Sign out").click();
        assertThat(window.page().getByText("You are signed out")).isVisible();
    }

    @Test
    void without_a_server_it_says_so_and_comes_back_by_itself() {
        var console = Console.open(window(), "");
        var window = console.window();
        window.serverDown();
        assertThat(window.page().locator(".live")).not().containsText("Live");
        window.press("r");
        assertThat(window.page().getByText("The server cannot be reached.")).isVisible();
        assertThat(window.page().locator(".verdict")).isVisible();
        window.looksRight("offline");
        window.serverUp();
        window.page()
                .getByRole(AriaRole.ALERT)
                .filter(new Locator.FilterOptions().setHasText("The server cannot be reached"))
                .getByRole(AriaRole.BUTTON)
                .click();
        assertThat(window.page().locator(".live")).containsText("Live");
        assertThat(window.page().getByText("The server cannot be reached.")).hasCount(0);
    }

    @Test
    void everything_can_be_done_by_keyboard() {
        var mailbox = Console.refused(mailbox("keys", 4), 3);
        var console = Console.failed(window(), mailbox);
        assertThat(console.rows()).hasCount(3);
        var window = console.window();
        window.press("j", "j", "x");
        assertThat(console.boxes().nth(1)).isChecked();
        assertThat(console.rows().nth(1).locator(".row-link")).isFocused();
        window.press("Escape");
        assertThat(console.bulk()).hasCount(0);
        window.press("x");
        mailbox.server().clearRules();
        window.press("r");
        assertThat(console.toasts()).containsText("1 queued");
        mailbox.has(1, "completed");
        window.press("?");
        assertThat(window.page().getByText("Keyboard shortcuts").first()).isVisible();
        window.looksRight("shortcuts");
        window.press("Escape", "g", "a");
        assertThat(window.page().locator("#accounts-title")).isVisible();
        window.press("g", "l");
        assertThat(window.page().locator("#audit-title")).isVisible();
    }

    @Test
    void the_chart_is_also_words_and_a_table() {
        Console.refused(mailbox("chart", 2), 1);
        var console = Console.open(window(), "");
        var chart = console.page().locator("sync-chart");
        chart.locator(".reader").focus();
        assertThat(chart.locator(".reader")).hasAttribute("aria-valuetext", Pattern.compile("[1-9]\\d* failed"));
        console.window().press("ArrowLeft");
        assertThat(chart.locator(".readout")).containsText("Synced");
        chart.getByText("Show as table").click();
        assertThat(chart.locator("tbody tr")).hasCount(24);
        chart.getByText("7 days").click();
        assertThat(chart.locator("tbody tr")).hasCount(168);
        console.window().looksRight("chart");
    }

    private static void signIn(Window window) {
        window.page().locator("input[name=user]").fill("admin");
        window.page().locator("input[name=password]").fill(TestWorld.ADMIN_PASSWORD);
        window.press("Enter");
    }
}
