package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mailback.server.ApiClient;

/** Finding one's way in the list: keys, search, addresses, small screens, new mail, and 100,000 messages. */
class MailListIT extends InWebmail {

    @Test
    void keys_select_and_ctrl_click_toggles() {
        open(6);
        window.press("x", "Shift+ArrowDown", "Shift+J");
        assertThat(numbers()).hasText("3 selected");
        webmail.row("Letter 2").click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL)));
        assertThat(webmail.row("Letter 2")).not().hasClass(SELECTED);
        assertThat(numbers()).hasText("2 selected");
        window.press("*", "a");
        assertThat(numbers()).hasText("6 selected");
        assertThat(window.page().getByLabel("Select all loaded messages")).isChecked();
        window.press("*", "n");
        assertThat(numbers()).hasText("6 messages, 6 unread");
        window.press("Control+a");
        assertThat(numbers()).hasText("6 selected");
        window.press("Escape");
        assertThat(numbers()).hasText("6 messages, 6 unread");
    }

    @Test
    void new_mail_does_not_move_what_is_looked_at() {
        open(60);
        webmail.list().evaluate("rows => rows.scrollTop = 30 * 64");
        assertThat(webmail.row("Letter 31")).isVisible();
        var before = webmail.row("Letter 31").boundingBox().y;
        mailbox.arrives(Letter.of("Fresh 1"), Letter.of("Fresh 2"));
        var pill = window.button("2 new messages");
        assertThat(pill).isVisible();
        assertThat(webmail.row("Letter 31").boundingBox().y).isEqualTo(before);
        window.looksRight("new messages");
        pill.click();
        assertThat(webmail.row("Fresh 1")).isVisible();
        assertThat(pill).hasCount(0);
        assertThat(numbers()).hasText("62 messages, 62 unread");
    }

    @Test
    void search_and_filter_find_and_let_go_again() {
        open(12);
        window.press("/");
        window.page().keyboard().type("letter 1");
        assertThat(numbers()).hasText("4 found");
        window.looksRight("found");
        window.page().keyboard().type("99");
        assertThat(window.page().getByText("Nothing found")).isVisible();
        window.looksRightAtEverySize("nothing found");
        window.press("Escape");
        assertThat(numbers()).hasText("12 messages, 12 unread");
        assertThat(webmail.row("Letter 12")).isVisible();
        window.page().keyboard().press("ArrowDown");
        window.press("Control+a", "Shift+I", "Escape");
        assertThat(numbers()).hasText("12 messages");
        window.button("Unread").click();
        assertThat(window.page().getByText("No unread messages")).isVisible();
        window.looksRight("no unread");
        window.button("Clear filter").click();
        assertThat(webmail.row("Letter 12")).isVisible();
    }

    @Test
    void a_pause_between_two_words_of_a_search_keeps_the_space() {
        open(3);
        window.press("/");
        window.page().keyboard().type("letter ");
        assertThat(numbers()).hasText("3 found");
        window.page().keyboard().type("2");
        assertThat(numbers()).hasText("1 found");
        assertThat(window.page().locator(".search input")).hasValue("letter 2");
    }

    @Test
    void an_address_leads_to_a_message_and_back_leads_back() {
        open(5);
        webmail.row("Letter 3").click();
        assertThat(window.page()).hasURL(Pattern.compile("#/folder/\\d+/message/\\d+$"));
        var address = window.page().url();
        window.page().goBack();
        assertThat(window.page().getByText("Select a message to read it")).isVisible();
        var other = window.tab();
        other.navigate(address);
        assertThat(other.locator(".pane").getByText("Letter 3").first()).isVisible();
        other.navigate(address.replaceAll("message/\\d+$", "message/999999999"));
        assertThat(other.locator(".toast")).containsText("not there any more");
        assertThat(other.locator(".row")).hasCount(5);
    }

    @Test
    void on_a_phone_there_is_the_list_or_the_message() {
        open(5);
        window.phone();
        webmail.row("Letter 2").click();
        assertThat(webmail.list()).not().isVisible();
        assertThat(window.page().locator(".pane").getByText("Letter 2").first()).isVisible();
        window.page().goBack();
        assertThat(webmail.list()).isVisible();
        window.button("Folders").click();
        var nav = window.byRole(AriaRole.NAVIGATION, "Folders");
        assertThat(nav).isVisible();
        window.looksRight("folders");
        nav.getByText("Archive").click();
        assertThat(nav).not().isVisible();
        assertThat(window.byRole(AriaRole.HEADING, "Archive")).isVisible();
    }

    @Test
    void single_keys_can_be_turned_off() {
        open(3);
        window.press("?");
        assertThat(dialog()).containsText("Keyboard shortcuts");
        window.looksRightAtEverySize("shortcuts");
        dialog().getByRole(AriaRole.CHECKBOX).uncheck();
        window.press("Escape", "#");
        assertThat(dialog()).hasCount(0);
        window.press("j", "x");
        assertThat(numbers()).hasText("3 messages, 3 unread");
        window.press("ArrowDown", "Delete");
        assertThat(webmail.row("Letter 2")).hasCount(0);
        window.press("Control+z");
        assertThat(webmail.row("Letter 2")).isVisible();
        assertThat(subjects()).containsExactly("Letter 1", "Letter 2", "Letter 3");
    }

    @Test
    void no_account_yet_invites_to_connect_one() {
        window = window().signedIn(owner("nora")).open("");
        assertThat(window.page().getByText("Welcome to Mailback")).isVisible();
        window.looksRightAtEverySize("no account");
    }

    @Test
    void a_session_that_ended_is_signed_in_again_on_top() {
        open(5);
        webmail.row("Letter 2").click();
        mailbox.settled();
        var address = window.page().url();
        window.expect("status of 401");
        window.context().clearCookies();
        window.press("g", "t");
        var password = window.page().getByLabel("Password", new Page.GetByLabelOptions().setExact(true));
        password.fill(ApiClient.PASSWORD);
        window.press("Enter");
        assertThat(password).hasCount(0);
        assertThat(window.page().getByText("Trash is empty")).isVisible();
        window.page().goBack();
        assertThat(window.page()).hasURL(address);
        assertThat(webmail.row("Letter 2")).isVisible();
        webmail.awaitLive();
    }

    @Test
    void a_hundred_thousand_messages_scroll_and_act_at_once() {
        mailbox = mailbox("ada", 3);
        mailbox.imagined(100_000);
        window = window().signedIn(mailbox.owner());
        webmail = Webmail.in(window);
        assertThat(webmail.row("Letter 1")).isVisible();
        assertThat(webmail.list()).hasAttribute("aria-rowcount", "100003");
        var scrolled = String.valueOf(window.page().evaluate("""
                async () => {
                    const rows = document.querySelector('.rows');
                    let blank = 0, loading = 0, frames = 0;
                    for (; frames < 150; frames++) {
                        rows.scrollTop += 100;
                        await new Promise(requestAnimationFrame);
                        const box = rows.getBoundingClientRect();
                        const row = document.elementFromPoint(box.left + 80, box.top + box.height / 2)?.closest('.row');
                        blank += row ? 0 : 1;
                        loading += row?.classList.contains('loading') ? 1 : 0;
                    }
                    return `blank ${blank}, rendered ${document.querySelectorAll('.row').length < 60 ? 'few' : 'many'}, loading ${loading}`;
                }"""));
        System.out.println("Scrolling 100,000 messages: " + scrolled);
        assertThat(scrolled).startsWith("blank 0, rendered few");
        webmail.list().evaluate("rows => rows.scrollTop = rows.scrollHeight / 2");
        assertThat(window.page().locator(".row.loading")).hasCount(0);
        assertThat(webmail.list()
                        .locator(".row-subject", new Locator.LocatorOptions().setHasText("Imagined message 50"))
                        .first())
                .isVisible();
        webmail.list().focus();
        window.press("End");
        assertThat(webmail.row("Imagined message 100000")).isVisible();
        var took = ((Number) window.page().evaluate("""
                async () => {
                    const times = [];
                    for (let i = 0; i < 7; i++) {
                        const id = document.querySelector('.row.current').id;
                        const start = performance.now();
                        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '#', bubbles: true, cancelable: true }));
                        await new Promise(requestAnimationFrame);
                        if (document.getElementById(id)) throw new Error('still there');
                        times.push(performance.now() - start);
                        await new Promise(done => setTimeout(done, 100));
                    }
                    return times.sort((a, b) => a - b)[3];
                }""")).doubleValue();
        System.out.printf("Trash among 100,000 messages: gone after %.1f ms%n", took);
        assertThat(took).isLessThan(100);
        assertThat(numbers()).hasText(Pattern.compile("99,996 messages.*"));
    }
}
