package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tidying mail, by mouse and keyboard; and taking it back. */
class MailIT extends InWebmail {

    @Test
    void an_opened_message_is_read_after_a_moment_and_only_that_one() {
        open(5);
        assertThat(webmail.row("Letter 2")).hasClass(UNREAD);
        window.press("j", "Enter");
        assertThat(window.page().locator(".pane").getByText("Letter 2").first()).isVisible();
        assertThat(webmail.row("Letter 2")).not().hasClass(UNREAD);
        assertThat(window.page()).hasTitle("(4) Inbox – Mailback");
        mailbox.settled();
        assertThat(mailbox.messages("inbox"))
                .filteredOn(message -> message.getBoolean("seen"))
                .hasSize(1);
        window.press("Escape");
        assertThat(webmail.list()).isFocused();
        assertThat(window.page()).hasURL(Pattern.compile("#/folder/\\d+$"));
    }

    @Test
    void a_message_that_is_left_at_once_stays_unread() {
        open(5);
        window.page().clock().install();
        webmail.row("Letter 2").click();
        assertThat(window.page()).hasURL(Pattern.compile("/message/\\d+$"));
        window.press("u");
        window.page().clock().fastForward(5_000);
        assertThat(webmail.row("Letter 2")).hasClass(UNREAD);
        mailbox.settled();
        assertThat(mailbox.messages("inbox")).noneMatch(message -> message.getBoolean("seen"));
    }

    @Test
    void a_trashed_message_comes_back_by_undo_and_the_next_one_is_not_opened() {
        open(5);
        webmail.row("Letter 2").click();
        assertThat(webmail.row("Letter 2")).not().hasClass(UNREAD);
        window.press("#");
        assertThat(webmail.row("Letter 2")).hasCount(0);
        assertThat(webmail.toast()).containsText("1 message moved to Trash");
        assertThat(numbers()).hasText("4 messages, 4 unread");
        assertThat(webmail.row("Letter 3")).hasClass(CURRENT);
        assertThat(window.page().getByText("Select a message to read it")).isVisible();
        assertThat(webmail.list()).isFocused();
        window.looksRight("undo");
        window.press("z");
        assertThat(webmail.row("Letter 2")).isVisible();
        assertThat(numbers()).hasText("5 messages, 4 unread");
        mailbox.settled();
        assertThat(mailbox.messages("trash")).isEmpty();
        assertThat(mailbox.messages("inbox"))
                .filteredOn(message -> !message.getBoolean("seen"))
                .hasSize(4);
        assertThat(webmail.row("Letter 2").getByText("Synced")).isAttached();
    }

    @Test
    void undo_still_works_once_the_mail_server_has_done_it() {
        open(5);
        window.press("Shift+J", "#");
        assertThat(webmail.toast()).containsText("2 messages moved to Trash");
        mailbox.settled();
        assertThat(mailbox.messages("trash")).hasSize(2);
        webmail.toast().getByRole(AriaRole.BUTTON).first().click();
        assertThat(webmail.row("Letter 1")).isVisible();
        mailbox.settled();
        assertThat(mailbox.messages("inbox")).hasSize(5);
        window.press("z");
        assertThat(webmail.toast()).containsText("nothing to undo");
    }

    @Test
    void a_range_is_marked_read_is_pending_and_then_synced() {
        open(8);
        mailbox.server().when("UID STORE").holdCommand();
        box("Letter 2").click();
        box("Letter 5").click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
        for (var number = 2; number <= 5; number++) {
            assertThat(box("Letter " + number)).isChecked();
        }
        assertThat(box("Letter 6")).not().isChecked();
        assertThat(numbers()).hasText("4 selected");
        window.button("Mark read").first().click();
        assertThat(webmail.row("Letter 3").getByText("Pending")).isVisible();
        assertThat(webmail.row("Letter 3")).not().hasClass(UNREAD);
        window.looksRightAtEverySize("selected and pending");
        mailbox.server().clearRules();
        assertThat(webmail.row("Letter 3").getByText("Pending")).hasCount(0);
        assertThat(webmail.row("Letter 3").getByText("Synced")).isAttached();
        window.press("Escape");
        assertThat(box("Letter 3")).not().isChecked();
    }

    @Test
    void a_whole_folder_but_one_is_marked_read_and_new_mail_is_not_meant() {
        mailbox = mailbox("ada", 2);
        mailbox.imagined(400);
        window = window().signedIn(mailbox.owner());
        webmail = Webmail.in(window);
        assertThat(webmail.row("Letter 1")).isVisible();
        window.press("Control+a");
        assertThat(notice()).containsText("loaded messages are selected");
        window.page().getByText("Select all 402 in Inbox").click();
        box("Letter 2").click();
        assertThat(notice()).containsText("All 401 messages in Inbox are selected");
        window.looksRight("whole folder");
        window.press("Shift+I");
        assertThat(dialog()).containsText("Mark 401 messages as read?");
        assertThat(dialog().getByText("Cancel")).isFocused();
        window.looksRight("whole folder asked");
        inDialog("Mark read");
        assertThat(numbers()).hasText("402 messages, 1 unread");
        assertThat(webmail.toast()).containsText("messages marked as read");
        assertThat(webmail.row("Letter 2")).hasClass(UNREAD);
        window.press("z");
        assertThat(numbers()).hasText(Pattern.compile("402 messages, 13\\d unread"));
    }

    @Test
    void deleting_for_ever_asks_with_the_count_and_has_no_undo() {
        mailbox = mailbox("ada", 2);
        mailbox.letters("Trash", List.of(Letter.of("Old 1"), Letter.of("Old 2"), Letter.of("Old 3")))
                .sync();
        open(mailbox);
        mailbox.settled();
        window.press("g", "t");
        assertThat(webmail.row("Old 1")).isVisible();
        window.looksRightAtEverySize("trash");
        window.press("*", "a", "Delete");
        assertThat(dialog()).containsText("Delete 3 messages forever?");
        assertThat(dialog().getByText("Cancel")).isFocused();
        window.press("Enter");
        assertThat(dialog()).hasCount(0);
        assertThat(webmail.row("Old 1")).isVisible();
        window.press("#");
        inDialog("Delete forever");
        assertThat(window.page().getByText("Trash is empty")).isVisible();
        assertThat(webmail.toast()).containsText("3 messages deleted forever");
        assertThat(webmail.toast().getByText("Undo")).hasCount(0);
        window.looksRight("trash is empty");
        mailbox.settled();
        assertThat(mailbox.messages("trash")).isEmpty();
    }

    @Test
    void what_is_restored_leaves_the_trash() {
        open(3);
        window.press("#");
        mailbox.settled();
        window.press("g", "t");
        assertThat(webmail.row("Letter 1")).isVisible();
        window.press("r");
        assertThat(window.page().getByText("Trash is empty")).isVisible();
        window.press("g", "i");
        assertThat(webmail.row("Letter 1")).isVisible();
        mailbox.settled();
        assertThat(mailbox.messages("inbox")).hasSize(3);
    }

    @Test
    void a_refused_action_is_taken_back_and_told() {
        open(5);
        window.expect("status of 409");
        window.page()
                .route(
                        Pattern.compile("/api/messages/\\d+/trash"),
                        route -> route.fulfill(
                                new Route.FulfillOptions()
                                        .setStatus(409)
                                        .setContentType("application/problem+json")
                                        .setBody(
                                                "{\"type\":\"urn:mailback:problem:conflict\",\"detail\":\"The mailbox is being moved.\"}")));
        window.press("j", "#");
        assertThat(webmail.toast()).containsText("Nothing was changed. The mailbox is being moved.");
        assertThat(webmail.row("Letter 2")).isVisible();
        assertThat(numbers()).hasText("5 messages, 5 unread");
        assertThat(subjects()).containsExactly("Letter 1", "Letter 2", "Letter 3", "Letter 4", "Letter 5");
        window.looksRight("refused");
        window.press("z");
        assertThat(webmail.toast()).containsText("nothing to undo");
    }

    @Test
    void a_failed_change_is_told_loudly_and_shown() {
        open(5);
        mailbox.server().when("UID STORE").answer("NO [CANNOT] Permission denied");
        window.press("Shift+I");
        assertThat(webmail.row("Letter 1").getByText("Failed")).isVisible();
        assertThat(webmail.toast()).containsText("could not be saved at the mail server");
        webmail.toast().getByText("Show").click();
        assertThat(window.page()).hasURL(Pattern.compile("/message/" + mailbox.message("Letter 1") + "$"));
        window.looksRight("failed");
        mailbox.server().clearRules();
    }
}
