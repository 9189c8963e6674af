package org.mailback.browser;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.mailback.server.ApiClient;
import org.mailback.server.TestWorld;

/**
 * A browser profile of its own, with one or more tabs and its own line to the server. It notes what must never happen: a
 * console error (a CSP report is one), an uncaught exception, a request to anybody but our server.
 */
final class Window implements AutoCloseable {

    private static final Pattern INLINE = Pattern.compile("(?:data|blob|about|chrome-error):.*", Pattern.DOTALL);

    private final Screens screens;
    private final Line line = Line.to(TestWorld.url());
    private final URI root;
    private final BrowserContext context;
    private final Page page;
    private final List<String> problems = new ArrayList<>();
    private final List<Pattern> expected = new ArrayList<>();

    Window(Screens screens, String host) {
        this.screens = screens;
        root = URI.create("http://" + host + ":" + line.port() + "/");
        context = Chromium.browser()
                .newContext(new NewContextOptions()
                        .setBaseURL(root.toString())
                        .setViewportSize(1280, 800)
                        .setLocale("en-GB")
                        .setTimezoneId("Europe/Vienna"));
        context.setDefaultTimeout(Chromium.PATIENCE.toMillis());
        context.onConsoleMessage(this::note);
        context.onWebError(error -> problems.add("uncaught: " + error.error()));
        context.onRequest(this::note);
        page = context.newPage();
    }

    /** The first tab. */
    Page page() {
        return page;
    }

    /** One more tab in the same session. */
    Page tab() {
        return context.newPage();
    }

    BrowserContext context() {
        return context;
    }

    /** Where this window finds the server; ends with a slash. */
    URI root() {
        return root;
    }

    Line line() {
        return line;
    }

    /** The session cookie is there, as if the user had signed in before. */
    Window signedIn(Owner owner) {
        return signedIn(owner.name(), ApiClient.PASSWORD);
    }

    Window signedInAsAdmin() {
        return signedIn("admin", TestWorld.ADMIN_PASSWORD);
    }

    Window signedIn(String user, String password) {
        var answer = ApiClient.anonymous(TestWorld.url()).signIn(user, password).expect(200);
        var cookie = answer.header("Set-Cookie").split("[=;]", 3);
        context.addCookies(List.of(new Cookie(cookie[0], cookie[1]).setUrl(root.toString())));
        return this;
    }

    /** {@code ""} for the webmail, {@code "admin/"} for the console; with query or fragment if wanted. */
    Window open(String path) {
        page.navigate(path);
        return this;
    }

    /**
     * What the browser says about an address that it cannot reach. Its own error page comes a moment later, would interrupt
     * the next navigation and cannot be photographed: it is awaited.
     */
    String cannotOpen(String path) {
        try {
            page.navigate(path);
        } catch (PlaywrightException refused) {
            page.waitForURL("chrome-error://**");
            return refused.getMessage();
        }
        throw new AssertionError(path + " was reached");
    }

    Window size(int width, int height) {
        page.setViewportSize(width, height);
        return this;
    }

    /** A phone's width, at which nothing may scroll sideways. */
    Window phone() {
        return size(390, 844);
    }

    /** 1280 x 800 at 200 %. */
    Window zoomed() {
        return size(640, 400);
    }

    /** The line is cut; what the browser says about it is expected. */
    void serverDown() {
        expect("net::ERR_(CONNECTION|INCOMPLETE|EMPTY|INVALID|NETWORK|SOCKET)");
        line.cut();
    }

    void serverUp() {
        line.restore();
    }

    /** From now on console errors that match are no problem: {@code expect("status of 401")}. */
    Window expect(String regex) {
        expected.add(Pattern.compile(regex));
        return this;
    }

    Locator button(String name) {
        return byRole(AriaRole.BUTTON, name);
    }

    /** By its whole accessible name. */
    Locator byRole(AriaRole role, String name) {
        return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    void press(String... keys) {
        for (var key : keys) {
            page.keyboard().press(key);
        }
    }

    /** A picture in {@code target/screens}, named after the test. */
    void screenshot(String label) {
        screens.take(page, label);
    }

    /**
     * Light, dark and in forced colours: axe finds nothing, nothing scrolls sideways; a picture of each. {@code state} says
     * what the page shows now.
     */
    void looksRight(String state) {
        Looks.check(page, screens, state);
    }

    /** As {@link #looksRight} at the size of a desktop, of a phone and of 200 % zoom; comes back to the desktop. */
    void looksRightAtEverySize(String state) {
        looksRight(state);
        phone().looksRight(state + " phone");
        zoomed().looksRight(state + " zoomed");
        size(1280, 800);
    }

    /** What must not have happened and was not expected. */
    List<String> problems() {
        return noted().stream()
                .filter(problem -> expected.stream()
                        .noneMatch(pattern -> pattern.matcher(problem).find()))
                .toList();
    }

    /** The same, with what was expected. */
    List<String> noted() {
        // Events arrive while Playwright is asked something.
        context.pages().stream().filter(tab -> !tab.isClosed()).forEach(Page::title);
        return List.copyOf(problems);
    }

    /** Takes a last picture of every tab. */
    void farewell(String label) {
        var number = 0;
        for (var tab : context.pages()) {
            number++;
            try {
                screens.take(tab, number == 1 ? label : label + " tab " + number);
            } catch (PlaywrightException notToBePhotographed) {
                problems.add("no screenshot: " + notToBePhotographed.getMessage());
            }
        }
    }

    @Override
    public void close() {
        context.close();
        line.close();
    }

    private void note(ConsoleMessage message) {
        if (message.type().equals("error")) {
            problems.add("console: " + message.text() + " (" + message.location() + ")");
        }
    }

    private void note(Request request) {
        var url = request.url();
        if (!url.startsWith(root.toString()) && !INLINE.matcher(url).matches()) {
            problems.add("foreign request: " + url);
        }
    }
}
