package org.mailback.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.HashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The frame's own headers stop what a sanitiser might miss: here it is left out on purpose. */
class BodyFrameIT extends InBrowser {

    private static final String HOSTILE = """
            <!doctype html><html><head>
            <meta http-equiv=refresh content="0;url=https://evil.example/refresh">
            <base href="https://evil.example/">
            <link rel=stylesheet href="https://evil.example/x.css"><link rel=prefetch href="https://evil.example/prefetch">
            <script>top.hacked = 'script'; parent.document.title = 'hacked'; open('https://evil.example/popup')</script>
            <script src="https://evil.example/x.js"></script>
            <style>@import 'https://evil.example/y.css'; body { background: url(https://evil.example/background) }
            @font-face { font-family: x; src: url(https://evil.example/font) } p { font-family: x }</style>
            </head><body onload="top.hacked = 'load'">
            <p>the end is shown</p>
            <img src="https://evil.example/pixel" onerror="top.hacked = 'error'">
            <img srcset="https://evil.example/1 1x, https://evil.example/2 2x">
            <picture><source srcset="https://evil.example/source"><img src="https://evil.example/picture"></picture>
            <video src="https://evil.example/video" poster="https://evil.example/poster" autoplay></video>
            <iframe src="https://evil.example/frame"></iframe><iframe srcdoc="<script>top.hacked = 'srcdoc'</script>"></iframe>
            <object data="https://evil.example/object"></object><embed src="https://evil.example/embed">
            <svg onload="top.hacked = 'svg'"><script>top.hacked = 'svg script'</script><image href="https://evil.example/svg"/></svg>
            <form id=f action="https://evil.example/form" target=_top><input name=x autofocus onfocus="top.hacked = 'focus'"></form>
            <script>document.getElementById('f').submit(); top.location = 'https://evil.example/top'</script>
            <a id=script href="javascript:top.hacked = 'link'">click</a>
            </body></html>
            """;

    @Test
    void a_body_that_nobody_made_harmless_can_do_nothing() {
        var mailbox = mailbox(owner("frame"), "frame@example.org")
                .letters(Letter.of("Hostile").html("<p>harmless</p>"))
                .connected();
        var body = "api/messages/" + mailbox.message("Hostile") + "/body";
        var window = window().signedIn(mailbox.owner()).open("");
        // Playwright tells of requests that the policy stops as well; those that leave the browser reach the route.
        window.expect(
                "Content Security Policy|[Bb]locked|sandboxed|Refused|not allowed|^foreign request: https://evil.example");
        var left = new CopyOnWriteArrayList<String>();
        var page = window.page();
        window.context().route("https://evil.example/**", route -> {
            left.add(route.request().url());
            route.fulfill(new Route.FulfillOptions().setStatus(200).setBody("top.hacked = 'loaded'"));
        });
        page.route("**/body*", BodyFrameIT::unsanitised);

        frame(page, "/" + body);
        var frame = page.frameLocator("#own");
        frame.getByText("the end is shown").waitFor();
        frame.locator("#script").dispatchEvent("click");

        assertThat(page.evaluate("() => window.hacked ?? null")).isNull();
        assertThat(page.url()).startsWith(window.root().toString());
        assertThat(page.title()).doesNotContain("hacked");
        assertThat(window.context().pages()).hasSize(1);
        assertThat(window.noted()).anySatisfy(problem -> assertThat(problem).contains("script"));
        assertThat(left).isEmpty();
        assertThat(page.frames().stream().map(any -> any.url())).noneMatch(url -> url.contains("evil.example"));
    }

    /** The answer's own headers around another text. */
    private static void unsanitised(Route route) {
        var real = route.fetch();
        var headers = new HashMap<>(real.headers());
        headers.keySet().removeIf(name -> name.matches("content-(length|encoding)|transfer-encoding"));
        assertThat(headers.get("content-security-policy")).startsWith("sandbox");
        route.fulfill(
                new Route.FulfillOptions().setStatus(200).setHeaders(headers).setBody(HOSTILE));
    }

    @Test
    void images_load_when_they_are_asked_for_and_tell_nobody_where_they_are_shown() {
        var mailbox = mailbox(owner("images"), "images@example.org")
                .letters(Letter.of("Images").html("<p>with an image</p><img src=\"https://pictures.example/p.png\">"))
                .connected();
        var window = window().signedIn(mailbox.owner()).open("").expect("^foreign request: https://pictures.example");
        var referrers = new CopyOnWriteArrayList<String>();
        window.context().route("https://pictures.example/**", route -> {
            referrers.add(String.valueOf(route.request().headers().get("referer")));
            route.fulfill(new Route.FulfillOptions().setStatus(404));
        });
        window.expect("status of 404");
        var body = "/api/messages/" + mailbox.message("Images") + "/body";
        frame(window.page(), body);
        window.page().frameLocator("#own").getByText("with an image").waitFor();
        assertThat(referrers).isEmpty();
        window.page().evaluate("() => document.getElementById('own').remove()");
        window.page()
                .waitForRequest("https://pictures.example/p.png", () -> frame(window.page(), body + "?images=true"));
        window.page().frameLocator("#own").getByText("with an image").waitFor();
        window.page().waitForCondition(() -> !referrers.isEmpty());
        assertThat(referrers).containsExactly("null");
    }

    @Test
    void a_body_is_framed_by_our_own_pages_and_comes_with_the_session() {
        var mailbox = mailbox(owner("framed"), "framed@example.org")
                .letters(Letter.of("Own").html("<p>shown in the frame</p>"))
                .connected();
        var window = window().signedIn(mailbox.owner()).open("");
        frame(window.page(), "/api/messages/" + mailbox.message("Own") + "/body");
        window.page().frameLocator("#own").getByText("shown in the frame").waitFor();
    }

    private static void frame(Page page, String address) {
        page.evaluate("""
                address => { const frame = document.createElement('iframe');
                             frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
                             frame.src = address; frame.id = 'own'; document.body.append(frame); }""", address);
    }
}
