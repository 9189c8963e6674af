package org.mailback.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mailback.server.MailbackDeployment;

/**
 * A test of the pages, as a user with a browser sees them:
 *
 * <pre>{@code
 * class ReadingIT extends InBrowser {
 *     @Test
 *     void an_opened_message_is_read() {
 *         var mailbox = mailbox("ada", 25);
 *         var window = window().signedIn(mailbox.owner()).open("");
 *         window.page().getByText("Letter 3").click();
 *         window.looksRight("a message is open");
 *         mailbox.settled();
 *     }
 * }
 * }</pre>
 *
 * Every window fails the test for what it noted (see {@link Window}), and leaves a last picture.
 */
@ExtendWith({Chromium.Needed.class, ArquillianExtension.class})
abstract class InBrowser {

    private final List<Window> windows = new ArrayList<>();
    private final List<Mailbox> mailboxes = new ArrayList<>();
    private Screens screens = new Screens(getClass(), "");

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    @BeforeEach
    void pictures_are_named_after_the_test(TestInfo test) {
        screens = new Screens(getClass(), test.getTestMethod().orElseThrow().getName());
    }

    /** A fresh profile with one tab; nobody is signed in. */
    final Window window() {
        return window("127.0.0.1");
    }

    /** The same, with the server under a host name as in an intranet without TLS. */
    final Window intranetWindow() {
        return window(Chromium.INTRANET);
    }

    private Window window(String host) {
        var window = new Window(screens, host);
        windows.add(window);
        return window;
    }

    /** A new user without any account; the name begins as given. */
    final Owner owner(String name) {
        return Owner.create(name);
    }

    /** A mailbox at the mail server, to be filled and {@link Mailbox#connected() connected} by the test. */
    final Mailbox mailbox(Owner owner, String email) {
        var mailbox = new Mailbox(owner, email);
        mailboxes.add(mailbox);
        return mailbox;
    }

    /** A new user with a connected account and so many unread messages in INBOX. */
    final Mailbox mailbox(String name, int letters) {
        return mailbox(owner(name), name + "@example.org").letters(letters).connected();
    }

    @AfterEach
    void nothing_happened_that_must_never_happen() {
        try {
            windows.forEach(
                    window -> window.farewell(windows.size() == 1 ? "" : "window " + (windows.indexOf(window) + 1)));
            assertThat(windows)
                    .allSatisfy(window -> assertThat(window.problems())
                            .as("console errors, exceptions, foreign requests")
                            .isEmpty());
        } finally {
            windows.forEach(Window::close);
            mailboxes.forEach(Mailbox::close);
        }
    }
}
