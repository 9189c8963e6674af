package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One message, opened. */
class ReadingIT extends InBrowser {

    private static final String REFUSED_BY_CSP =
            "Content Security Policy|Refused to|Blocked|sandboxed|net::ERR_BLOCKED";

    @Test
    void html_is_shown_in_a_sandboxed_frame_and_text_in_the_page() {
        var mailbox = mailbox(owner("ada"), "ada@example.org")
                .letters(
                        Letter.of("Numbers").html("<h1>Numbers</h1><p>All <b>good</b>.</p>"),
                        Letter.of("Question").text("See https://example.org/a.\n\n> earlier\nAda"))
                .connected();
        var window = window().signedIn(mailbox.owner());
        var reading = Reading.open(window, mailbox, "Numbers");
        assertThat(reading.frame().getByRole(AriaRole.HEADING)).hasText("Numbers");
        assertThat(reading.pane().locator("iframe"))
                .hasAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
        assertThat(reading.pane()).containsText("ada@example.org");
        window.looksRightAtEverySize("html");
        reading = Reading.open(window, mailbox, "Question");
        assertThat(reading.text().getByRole(AriaRole.LINK)).hasAttribute("rel", Pattern.compile("noopener.*"));
        assertThat(reading.text().locator(".quote")).hasText("> earlier");
        window.looksRight("text");
    }

    @Test
    void hostile_mail_is_inert() {
        try (var tracker = Tracker.start()) {
            var letters = HostileLetters.all(tracker.url());
            var mailbox = mailbox(owner("eve"), "eve@example.org")
                    .letters(letters.toArray(Letter[]::new))
                    .connected();
            var window = window().signedIn(mailbox.owner()).expect(REFUSED_BY_CSP);
            var dialogs = new ArrayList<String>();
            window.page().onDialog(dialog -> {
                dialogs.add(dialog.message());
                dialog.dismiss();
            });
            for (var letter : letters) {
                var reading = Reading.open(window, mailbox, letter.subject());
                assertRendered(reading);
                assertThat(window.page().title()).doesNotContain("hacked");
                assertThat(window.page().url()).contains("#/folder/");
                assertThat(window.context().pages()).hasSize(1);
                window.screenshot(letter.subject());
            }
            assertThat(dialogs).isEmpty();
            assertThat(tracker.asked()).isEmpty();
            mailbox.settled();
        }
    }

    /** The letter is there to its end, and the page around it still answers. */
    private static void assertRendered(Reading reading) {
        var end = reading.pane().locator(".mail-text, iframe");
        assertThat(end).isVisible();
        var inFrame = reading.pane().locator("iframe").count() > 0;
        var text = inFrame ? reading.frame().locator("body") : reading.text();
        assertThat(text).containsText(Pattern.compile("the end of the letter|deep|cannot be shown|not valid"));
        reading.button("Mark unread").or(reading.button("Mark read")).hover();
    }

    @Test
    void a_link_in_a_mail_opens_elsewhere_and_tells_nobody_where_it_was_read() {
        try (var elsewhere = Tracker.start()) {
            var mailbox = mailbox(owner("ada"), "ada@example.org")
                    .letters(Letter.of("Link").html("<a href='" + elsewhere.url() + "/there' target='_top'>Look</a>"))
                    .connected();
            var window = window().signedIn(mailbox.owner()).expect("foreign request: " + elsewhere.url() + "|favicon");
            var reading = Reading.open(window, mailbox, "Link");
            var popup = window.page()
                    .waitForPopup(() -> reading.frame().getByRole(AriaRole.LINK).click());
            popup.waitForURL(elsewhere.url() + "/there");
            assertThat(popup.evaluate("() => window.opener === null")).isEqualTo(true);
            assertThat(elsewhere.asked()).contains("/there from [nowhere]");
            assertThat(window.page().url()).contains("#/folder/");
        }
    }

    @Test
    void images_from_elsewhere_are_loaded_only_when_asked_for_and_only_in_that_message() {
        try (var tracker = Tracker.start()) {
            var mailbox = mailbox(owner("ada"), "ada@example.org")
                    .letters(newsletter("News 1", tracker), newsletter("News 2", tracker))
                    .connected();
            var window = window().signedIn(mailbox.owner()).expect("foreign request: " + tracker.url());
            var reading = Reading.open(window, mailbox, "News 1");
            assertThat(reading.frame().locator("body")).containsText("Our offers");
            assertThat(reading.pane()).containsText("Images from elsewhere are not shown");
            window.looksRightAtEverySize("images are not shown");
            assertThat(tracker.asked()).isEmpty();
            var loaded = window.page()
                    .waitForResponse(
                            tracker.url() + "/**",
                            () -> reading.button("Show images").click());
            assertThat(loaded.status()).isEqualTo(200);
            assertThat(reading.button("Show images")).hasCount(0);
            assertThat(reading.subject()).isFocused();
            assertThat(tracker.asked()).containsExactly("/News%201.gif from [nowhere]");
            Reading.open(window, mailbox, "News 2");
            assertThat(reading.button("Show images")).isVisible();
            assertThat(reading.frame().locator("body")).containsText("Our offers");
            assertThat(tracker.asked()).hasSize(1);
        }
    }

    private static Letter newsletter(String name, Tracker tracker) {
        return Letter.of(name)
                .html("<p>Our offers</p><img alt='offer' src='%s/%s.gif'>"
                        .formatted(tracker.url(), name.replace(" ", "%20")));
    }

    @Test
    void attachments_are_saved_as_they_were_sent() throws IOException {
        var file = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
        var mailbox = mailbox(owner("ada"), "ada@example.org")
                .letters(Letter.of("Files")
                        .attached("numbers.csv", "text/csv", file)
                        .attached(
                                "page.html", "text/html", "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8)))
                .connected();
        var window = window().signedIn(mailbox.owner());
        var reading = Reading.open(window, mailbox, "Files");
        var links = reading.pane().locator(".attachment");
        assertThat(links).hasCount(2);
        assertThat(links.first()).containsText("numbers.csv");
        window.looksRight("attachments");
        assertThat(saved(window.page(), links.first(), "numbers.csv")).isEqualTo(file);
        assertThat(new String(saved(window.page(), links.last(), "page.html"), StandardCharsets.UTF_8))
                .contains("alert(1)");
        assertThat(window.context().pages()).hasSize(1);
    }

    private static byte[] saved(Page page, Locator link, String name) throws IOException {
        Download download = page.waitForDownload(link::click);
        assertThat(download.suggestedFilename()).isEqualTo(name);
        try (InputStream content = download.createReadStream()) {
            return content.readAllBytes();
        }
    }

    @Test
    void what_failed_is_told_with_its_reason_and_can_be_retried() {
        var mailbox = failed("ada");
        var window = window().signedIn(mailbox.owner());
        var reading = Reading.open(window, mailbox, "Letter 2");
        assertThat(reading.notice()).containsText("Marking it read failed");
        assertThat(reading.notice()).containsText("NO [CANNOT] not this one");
        window.looksRightAtEverySize("failed");
        mailbox.server().clearRules();
        reading.button("Retry").click();
        assertThat(reading.notice()).hasCount(0);
        assertThat(reading.pane().locator(".synced")).isVisible();
        mailbox.settled();
    }

    @Test
    void what_failed_can_be_discarded_and_then_shows_as_the_server_has_it() {
        var mailbox = failed("ada");
        var window = window().signedIn(mailbox.owner());
        var reading = Reading.open(window, mailbox, "Letter 2");
        reading.button("Discard").click();
        assertThat(reading.notice()).hasCount(0);
        assertThat(reading.button("Mark read")).isVisible();
        assertThat(reading.pane().locator(".synced")).isVisible();
    }

    /** Letter 2 was marked read here, and the provider refused that. */
    private Mailbox failed(String name) {
        var mailbox = mailbox(owner(name), name + "@example.org")
                .letters(Letter.of("Letter 1"), Letter.of("Letter 2"))
                .connected();
        mailbox.server().when("UID STORE").answer("NO [CANNOT] not this one");
        mailbox.owner()
                .api()
                .post("/api/messages/" + mailbox.message("Letter 2") + "/mark-read")
                .expect(200);
        mailbox.has(1, "failed");
        return mailbox;
    }

    @Test
    void a_change_on_its_way_is_told_quietly_until_it_has_arrived() {
        var mailbox = mailbox("ada", 2);
        var held = mailbox.server().when("UID STORE").holdCommand();
        var window = window().signedIn(mailbox.owner());
        var reading = Reading.open(window, mailbox, "Letter 2");
        assertThat(reading.notice()).containsText("Marked read here");
        window.looksRight("pending");
        held.release();
        assertThat(reading.notice()).hasCount(0);
        assertThat(reading.pane().locator(".synced")).isVisible();
        mailbox.settled();
    }

    @Test
    void while_the_mail_server_is_away_what_is_known_is_shown_and_the_rest_can_be_fetched_later() {
        var mailbox = mailbox("ada", 2);
        mailbox.server().down();
        var window = window().signedIn(mailbox.owner());
        var reading = Reading.open(window, mailbox, "Letter 1");
        assertThat(reading.pane()).containsText("cannot be shown right now");
        assertThat(reading.pane()).containsText("Ada Lovelace");
        window.looksRightAtEverySize("provider away");
        mailbox.server().up();
        reading.button("Try again").click();
        assertThat(reading.text()).containsText("Letter 1.");
    }

    @Test
    void many_recipients_are_folded_until_they_are_asked_for() {
        var to = "\"Reader, the first\" <r1@example.org>, r2@example.org, r3@example.org, r4@example.org";
        var mailbox = mailbox(owner("ada"), "ada@example.org")
                .letters(Letter.of("All of you").raw("Cc: " + to + "\nContent-Type: text/plain\n\nHello\n"))
                .connected();
        var window = window().signedIn(mailbox.owner());
        var reading = Reading.open(window, mailbox, "All of you");
        assertThat(reading.pane()).containsText("Reader, the first");
        assertThat(reading.pane().getByText("r4@example.org")).hasCount(0);
        reading.button("and 1 more").click();
        assertThat(reading.pane().getByText("r4@example.org")).isVisible();
    }
}
