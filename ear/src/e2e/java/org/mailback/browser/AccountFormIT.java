package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotForTests;

/** Connecting, changing and disconnecting an account. */
class AccountFormIT extends InBrowser {

    private static final String REFUSED = "status of (4\\d\\d|502)";

    private static Locator form(Window window) {
        return window.page().locator("account-editor");
    }

    private static Locator input(Window window, String name) {
        return form(window).locator("[name='" + name + "']");
    }

    private static Locator submit(Window window) {
        return form(window).locator("button.primary");
    }

    private static Locator fault(Window window, String name) {
        return form(window).locator("#account-" + name + "-error");
    }

    /** All that is right but the password, and without TLS, which the test's mail server does not speak. */
    private static void fill(Window window, Mailbox mailbox) {
        input(window, "email").fill(mailbox.email());
        input(window, "password").fill(mailbox.password());
        input(window, "host").fill("127.0.0.1");
        input(window, "tls").selectOption("none");
        input(window, "port").fill(String.valueOf(mailbox.server().port()));
        input(window, "username").fill(mailbox.login());
    }

    private Window connecting(Owner owner) {
        var window = window().signedIn(owner).open("");
        window.page().locator("folder-nav").getByText("Connect an account").click();
        assertThat(input(window, "email")).isFocused();
        return window;
    }

    @Test
    void an_account_is_connected_and_its_mail_appears() {
        var mailbox = mailbox(owner("ada"), "ada@example.org").letters(3);
        var window = connecting(mailbox.owner());
        window.looksRightAtEverySize("connect");
        fill(window, mailbox);
        input(window, "displayName").fill("Work");
        window.press("Enter");
        assertThat(form(window)).hasCount(0);
        assertThat(window.page().getByRole(AriaRole.HEADING, named("Work"))).isVisible();
        assertThat(window.page().getByText("Letter 3", exactly())).isVisible();
    }

    @Test
    void what_is_missing_is_told_without_asking_anybody() {
        var window = connecting(owner("ada"));
        submit(window).click();
        assertThat(form(window).locator(".form-summary")).isFocused();
        assertThat(fault(window, "email")).containsText("Enter the email address");
        assertThat(fault(window, "host")).containsText("Enter the name of the IMAP server");
        assertThat(input(window, "email")).hasAttribute("aria-invalid", "true");
        assertThat(input(window, "email")).hasAttribute("aria-describedby", "account-email-error");
        window.looksRightAtEverySize("missing");
        form(window).locator(".form-summary").getByText("Password").click();
        assertThat(input(window, "password")).isFocused();
        window.press("Escape");
        assertThat(form(window)).hasCount(0);
        assertThat(window.page().locator("folder-nav").getByText("Connect an account"))
                .isFocused();
    }

    @Test
    void each_mistake_is_told_where_it_was_made_and_what_was_typed_stays() {
        var mailbox = mailbox(owner("ada"), "ada@example.org").letters(1);
        var window = connecting(mailbox.owner()).expect(REFUSED);
        fill(window, mailbox);

        input(window, "password").fill("not this one");
        told(window, "password", "does not accept this user name and password");
        window.looksRight("wrong password");
        assertThat(input(window, "password")).hasValue("not this one");
        input(window, "password").fill(mailbox.password());

        input(window, "host").fill("no-such-host.invalid");
        told(window, "host", "There is no server called no-such-host.invalid");
        input(window, "host").fill("127.0.0.1");

        var nobody = "1";
        input(window, "port").fill(nobody);
        told(window, "port", "Nothing answers at port " + nobody);
        window.looksRight("wrong port");
        input(window, "port").fill(String.valueOf(mailbox.server().port()));

        input(window, "tls").selectOption("starttls");
        told(window, "tls", "does not offer STARTTLS");
        window.looksRight("no encryption");
        assertThat(input(window, "port"))
                .hasValue(String.valueOf(mailbox.server().port()));

        input(window, "tls").selectOption("none");
        submit(window).click();
        assertThat(window.page().getByText("Letter 1", exactly())).isVisible();

        window.page().locator("folder-nav").getByText("Connect an account").click();
        fill(window, mailbox);
        told(window, "username", "connected already");
    }

    private static void told(Window window, String field, String words) {
        submit(window).click();
        assertThat(fault(window, field)).containsText(words);
        assertThat(input(window, field)).isFocused();
        assertThat(form(window).locator("[aria-invalid]")).hasCount(1);
    }

    @Test
    void a_slow_mail_server_can_be_waited_for_or_not() {
        var mailbox = mailbox(owner("ada"), "ada@example.org").letters(1);
        var login = mailbox.server().when("LOGIN|AUTHENTICATE").holdCommand();
        var window = connecting(mailbox.owner()).expect("ERR_ABORTED");
        fill(window, mailbox);
        submit(window).click();
        login.awaitHit(Duration.ofSeconds(20));
        assertThat(submit(window)).hasText(Pattern.compile("\\s*Checking the login…\\s*"));
        window.press("Enter", "Enter");
        window.looksRight("checking");
        form(window).getByText("Stop").click();
        assertThat(form(window).locator(".form-summary")).containsText("Stopped");
        assertThat(input(window, "password")).hasValue(mailbox.password());
        assertThat(mailbox.server().commands("LOGIN|AUTHENTICATE")).hasSize(1);
        login.release();
    }

    @Test
    void a_password_that_was_changed_elsewhere_is_asked_for_and_all_goes_on() {
        var mailbox = mailbox("ada", 2);
        DovecotForTests.shared().addUser(mailbox.login(), "the new one");
        mailbox.server().cut();
        mailbox.sync();
        var window = window().signedIn(mailbox.owner()).open("").expect(REFUSED);
        var again = window.page().getByText("Sign in again", exactly());
        assertThat(again).isVisible();
        window.looksRightAtEverySize("sign-in needed");
        again.click();
        assertThat(input(window, "password")).isFocused();
        assertThat(form(window)).containsText("refused the login");
        window.looksRight("sign in again");
        input(window, "password").fill("nor this one");
        told(window, "password", "does not accept");
        input(window, "password").fill("the new one");
        window.press("Enter");
        assertThat(form(window)).hasCount(0);
        assertThat(again).hasCount(0);
        mailbox.settled();
    }

    @Test
    void disconnecting_tells_what_is_lost_and_asks() {
        var mailbox = mailbox("ada", 2);
        mailbox.server().down();
        mailbox.owner()
                .api()
                .post("/api/messages/" + mailbox.message("Letter 1") + "/mark-read")
                .expect(200);
        var window = window().signedIn(mailbox.owner()).open("").expect("status of 404");
        window.page().getByLabel("Settings of " + mailbox.email()).click();
        assertThat(form(window)).containsText("Account settings");
        window.looksRight("settings");
        form(window).getByText("Disconnect account").click();
        var question = window.page().locator("dialog.small");
        assertThat(question).containsText("1 change still on the way");
        assertThat(answer(question, "Cancel")).isFocused();
        window.looksRight("disconnect");
        answer(question, "Cancel").click();
        assertThat(form(window)).isVisible();
        form(window).getByText("Disconnect account").click();
        question.getByText("Disconnect", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(form(window)).hasCount(0);
        assertThat(window.page().getByText("Letter 1", exactly())).hasCount(0);
        assertThat(window.page().locator("folder-nav")).containsText("No mail account is connected yet");
        assertThat(mailbox.owner().api().get("/api/accounts").items()).isEmpty();
        window.looksRightAtEverySize("no account");
    }

    private static Locator answer(Locator question, String name) {
        return question.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
