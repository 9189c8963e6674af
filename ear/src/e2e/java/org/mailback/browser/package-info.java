/**
 * The pages in a real browser (Chromium by Playwright), against the built EAR with a real mail server: {@code -Pe2e}.
 *
 * <p>Extend {@link org.mailback.browser.InBrowser}: {@code mailbox("ada", 25)} makes a user with mail, {@code window()} a
 * browser profile; {@code window.signedIn(owner).open("")} skips the sign-in page. Wait by locators and Playwright's
 * assertions for the page ({@code assertThat(locator).hasText(...)}), by {@code mailbox.settled()} or {@code has(1, "failed")}
 * for the server; never call Playwright inside Awaitility, which asks from another thread. What is pending or failed is made
 * for real with {@code mailbox.server()}; the network of the browser with {@code window.serverDown()} and {@code line()}.
 * {@code window.looksRight("state")} judges accessibility and takes pictures; {@code expect(...)} names console errors that
 * belong to the test. {@code page.waitForFunction} does not work under the CSP.
 *
 * <p>A mocked server was rejected: the pages are right when they are right with the real one.
 */
@NullMarked
package org.mailback.browser;

import org.jspecify.annotations.NullMarked;
