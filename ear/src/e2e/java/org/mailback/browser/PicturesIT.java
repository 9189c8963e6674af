package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mailback.server.TestWorld;

/**
 * The README's pictures: {@code ./mvnw -Pe2e,pictures verify} writes them to {@code web/src/main/pictures}. In any other run
 * they go to {@code target/pictures}, only to know that they can be made.
 */
class PicturesIT extends InBrowser {

    private static final int MOST_OCTETS = 100_000;

    @Test
    void of_the_webmail() throws IOException {
        var owner = owner("marie");
        var mailbox = mailbox(owner, "marie.keller@example.org")
                .letters("INBOX", Correspondence.inbox())
                .letters("Archive", Correspondence.tickets(14))
                .letters("Trash", Correspondence.tickets(3))
                .connected();
        var shared = mailbox(owner, "info@nordwind.example")
                .letters("INBOX", Correspondence.tickets(37))
                .connected();
        shared.server().down();
        Mailbox.execute("update account set host = 'imap.nordwind.example', port = 143 where id = ?", shared.account());
        shared.sync();
        mailbox.server()
                .when("UID STORE")
                .answer("NO [NOPERM] Permission denied")
                .times(1);
        act(mailbox, Correspondence.FAILED, "mark-read");
        mailbox.has(1, "failed");
        mailbox.server().when("UID STORE").holdCommand();
        act(mailbox, Correspondence.PENDING, "mark-unread");

        var window = window().signedIn(owner);
        var webmail = Webmail.in(window);
        webmail.awaitLive();
        webmail.row(Correspondence.OPENED).click();
        assertThat(window.page().getByText("agenda.pdf")).isVisible();
        assertThat(window.page().frameLocator("iframe").getByText("Room Danube"))
                .isVisible();
        take(window.page(), "webmail-light");
        window.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        take(window.page(), "webmail-dark");
        mailbox.server().clearRules();
    }

    @Test
    void of_the_console() throws IOException {
        healthy("anna.berger@example.org", "marie.keller@example.org", "support@example.org");
        var orders = shared("orders@example.org", 40);
        orders.server().when("UID MOVE|UID COPY").answer("NO [OVERQUOTA] Quota exceeded: mailbox Trash is full");
        act(orders, 14, "trash");
        orders.has(14, "failed");
        var press = shared("press@example.org", 12);
        press.server().when("UID STORE").answer("NO [NOPERM] Permission denied: mailbox is read-only");
        act(press, 5, "mark-read");
        press.has(5, "failed");
        var legal = shared("legal@example.org", 30);
        legal.newPassword();
        legal.server().cut();
        act(legal, 23, "mark-read");
        var harbour = shared("harbour@nordwind.example", 20);
        harbour.server().down();
        Mailbox.execute(
                "update account set host = 'imap.nordwind.example', port = 143 where id = ?", harbour.account());
        act(harbour, 9, "trash");
        legal.has(23, "pending");
        Mailbox.execute("update account set host = 'imap.example.org' where host = '127.0.0.1'");
        history();

        var window = window().size(1280, 1000).signedInAsAdmin().open("admin/");
        assertThat(window.page().locator(".live-word")).hasText("Live");
        assertThat(window.page()
                        .getByText("OVERQUOTA")
                        .or(window.page().getByText("Quota exceeded"))
                        .first())
                .isVisible();
        take(window.page(), "console-light");
        window.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        take(window.page(), "console-dark");
    }

    private void healthy(String... emails) {
        for (var email : emails) {
            var mailbox = shared(email, 10);
            act(mailbox, 6, "mark-read");
            mailbox.settled();
        }
    }

    private Mailbox shared(String email, int letters) {
        return mailbox(owner(email.substring(0, email.indexOf('@'))), email)
                .letters("INBOX", Correspondence.tickets(letters))
                .connected();
    }

    /** The newest so many messages. */
    private static void act(Mailbox mailbox, int count, String action) {
        var ids = mailbox.messages("inbox").stream()
                .limit(count)
                .map(message -> String.valueOf(message.getJsonNumber("id")))
                .collect(Collectors.joining(","));
        mailbox.owner()
                .api()
                .post("/api/messages/bulk", "{\"action\":\"" + action + "\",\"ids\":[" + ids + "]}")
                .expect(200);
    }

    /** A day as a busy company has it. */
    private static void history() {
        Mailbox.execute("""
                insert into total_activity (hour, shard, completed, failed, retried)
                select h, 77, (420 + 380 * sin((extract(hour from h) - 7) * pi() / 12) + 60 * sin(extract(hour from h) * 5))::int,
                       case when extract(hour from h)::int % 5 = 1 then 17 + extract(hour from h)::int else 2 end, 9
                from generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') h
                """);
    }

    private static void act(Mailbox mailbox, String subject, String action) {
        mailbox.owner()
                .api()
                .post("/api/messages/" + mailbox.message(subject) + "/" + action)
                .expect(200);
    }

    private static void take(Page page, String name) throws IOException {
        page.mouse().move(0, 0);
        var named = System.getProperty("mailback.pictures", "");
        var folder = named.isEmpty() ? TestWorld.target().resolve("pictures") : Path.of(named);
        var picture = folder.resolve(name + ".webp");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(picture)
                .setType(ScreenshotType.WEBP)
                .setQuality(80)
                .setAnimations(ScreenshotAnimations.DISABLED));
        assertThat(Files.size(picture)).as("octets of " + picture).isBetween(5_000L, (long) MOST_OCTETS);
    }
}
