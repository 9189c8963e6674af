package org.mailback.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mailback.server.ApiClient;

class SignInIT extends InBrowser {

    private static final String NOBODY = "status of 401";

    private static Locator user(Window window) {
        return window.page().getByLabel("User name");
    }

    private static Locator password(Window window) {
        return window.page().getByLabel("Password", new Page.GetByLabelOptions().setExact(true));
    }

    private static void signIn(Window window, String name, String password) {
        user(window).fill(name);
        password(window).fill(password);
        window.button("Sign in").click();
    }

    @Test
    void who_is_not_signed_in_is_asked_to() {
        var mailbox = mailbox("ada", 3);
        var window = window().expect(NOBODY).open("");
        assertThat(user(window)).isFocused();
        window.looksRightAtEverySize("sign in");
        signIn(window, mailbox.owner().name(), ApiClient.PASSWORD);
        assertThat(new Webmail(window.page()).row("Letter 1")).isVisible();
    }

    @Test
    void a_wrong_password_is_told_and_can_be_corrected() {
        var mailbox = mailbox("ada", 3);
        var window = window().expect(NOBODY).open("");
        signIn(window, mailbox.owner().name(), "not this one");
        assertThat(window.page().getByRole(AriaRole.ALERT)).containsText("do not match");
        assertThat(password(window)).isFocused();
        assertThat(user(window)).hasValue(mailbox.owner().name());
        window.looksRight("refused");
        window.page().keyboard().type(ApiClient.PASSWORD);
        window.press("Enter");
        assertThat(new Webmail(window.page()).row("Letter 1")).isVisible();
    }

    @Test
    void a_server_that_is_away_is_told_and_nothing_typed_is_lost() {
        var mailbox = mailbox("ada", 1);
        var window = window().expect(NOBODY).open("");
        assertThat(user(window)).isVisible();
        window.serverDown();
        signIn(window, mailbox.owner().name(), ApiClient.PASSWORD);
        assertThat(window.page().getByRole(AriaRole.ALERT)).containsText("cannot be reached");
        assertThat(password(window)).hasValue(ApiClient.PASSWORD);
        window.serverUp();
        window.button("Sign in").click();
        assertThat(new Webmail(window.page()).row("Letter 1")).isVisible();
    }

    @Test
    void guessing_passwords_is_slow_and_says_so() {
        var owner = owner("guessed");
        var window = window().expect(NOBODY + "|status of 429").open("");
        var refusal = window.page().getByRole(AriaRole.ALERT);
        user(window).fill(owner.name());
        for (var guess = 0; guess < 12 && window.page().getByText("Too many").count() == 0; guess++) {
            password(window).fill("guess " + guess);
            window.button("Sign in").click();
            assertThat(refusal).containsText(Pattern.compile("do not match|Too many"));
            assertThat(window.byRole(AriaRole.BUTTON, "Signing in…")).hasCount(0);
        }
        assertThat(refusal).containsText("Too many wrong passwords");
        window.looksRight("has to wait");
    }

    @Test
    void signing_out_leaves_nothing_to_read() {
        var mailbox = mailbox("ada", 3);
        var window = window().signedIn(mailbox.owner()).expect(NOBODY);
        var webmail = Webmail.in(window);
        assertThat(webmail.row("Letter 1")).isVisible();
        signOut(window);
        assertThat(window.page().getByText("You are signed out.")).isVisible();
        assertThat(webmail.row("Letter 1")).hasCount(0);
        assertThat(window.context().request().get("api/session").status()).isEqualTo(401);
        window.looksRight("signed out");
        window.page().goBack();
        window.open("");
        assertThat(user(window)).isVisible();
        assertThat(webmail.row("Letter 1")).hasCount(0);
    }

    @Test
    void who_could_not_be_signed_out_is_told_so() {
        var mailbox = mailbox("ada", 1);
        var window = window().signedIn(mailbox.owner());
        var webmail = Webmail.in(window);
        window.serverDown();
        signOut(window);
        assertThat(webmail.toast()).containsText("You are still signed in.");
        window.serverUp();
        assertThat(webmail.row("Letter 1")).isVisible();
    }

    private static void signOut(Window window) {
        window.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Menu of"))
                .click();
        window.button("Sign out").click();
    }

    @Test
    void a_session_that_ends_keeps_the_page_and_goes_on_after_signing_in_again() {
        var mailbox = mailbox("ada", 30);
        var window = window().signedIn(mailbox.owner()).expect(NOBODY);
        var webmail = Webmail.in(window);
        webmail.row("Letter 3").click();
        assertThat(window.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Letter 3")))
                .isVisible();
        assertThat(window.context().request().delete("api/session").status()).isEqualTo(204);
        webmail.row("Letter 5").click();
        assertThat(window.page().getByText("Your session has ended. Sign in again"))
                .isVisible();
        window.looksRightAtEverySize("session ended");
        assertThat(user(window)).hasValue(mailbox.owner().name());
        assertThat(password(window)).isFocused();
        window.press("Escape");
        assertThat(password(window)).isVisible();
        password(window).fill(ApiClient.PASSWORD);
        window.press("Enter");
        assertThat(window.page().getByText("Your session has ended. Sign in again"))
                .hasCount(0);
        assertThat(webmail.row("Letter 5")).isVisible();
        assertThat(window.page().getByText("Letter 5.")).isVisible();
        assertThat(window.button("Try again")).hasCount(0);
        webmail.awaitLive();
        mailbox.arrives(Letter.of("After the break"));
        assertThat(webmail.row("After the break")).isVisible();
    }

    @Test
    void another_user_does_not_see_what_the_first_one_left() {
        var first = mailbox("ada", 3);
        var second = mailbox(owner("bob"), "bob@example.org")
                .letters(Letter.of("For Bob only"))
                .connected();
        var window = window().signedIn(first.owner()).expect(NOBODY);
        var webmail = Webmail.in(window);
        webmail.row("Letter 1").click();
        signOut(window);
        signIn(window, second.owner().name(), ApiClient.PASSWORD);
        assertThat(webmail.row("For Bob only")).isVisible();
        assertThat(window.page().getByText("Letter 1")).hasCount(0);
    }

    @Test
    void the_console_is_for_administrators() {
        var owner = owner("curious");
        var window = window().signedIn(owner).expect("status of 40[13]").open("admin/");
        assertThat(window.page().getByText("administrator").first()).isVisible();
        window.looksRight("no administrator");
    }
}
