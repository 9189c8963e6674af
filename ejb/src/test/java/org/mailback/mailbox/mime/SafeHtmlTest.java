package org.mailback.mailbox.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeHtmlTest {

    private static final String PIXEL = "data:image/png;base64,iVBORw0KGgo=";

    private final SafeHtml safe = new SafeHtml(false, cid -> cid.equals("logo@x") ? PIXEL : null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
                "<scr<script>ipt>alert(1)</scr</script>ipt>",
                "<img src=x onerror=alert(1)>",
                "<img src=x onerror\n=\nalert(1)>",
                "<body onload=alert(1)>hello",
                "<svg onload=alert(1)><script>alert(1)</script></svg>",
                "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
                "<a href=\"javascript:alert(1)\">click</a>",
                "<a href=\" \u0001javascript:alert(1)\">click</a>",
                "<a href=\"java\nscript:alert(1)\">click</a>",
                "<a href=\"&#106;avascript&colon;alert(1)\">click</a>",
                "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">click</a>",
                "<a href=\"vbscript:msgbox(1)\">click</a>",
                "<a href=\"https://ok.example/\" onclick=\"alert(1)\">click</a>",
                "<iframe src=\"https://evil.example\"></iframe>",
                "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
                "<object data=\"https://evil.example\"><embed src=\"x.swf\"></object>",
                "<form action=\"https://evil.example\"><input name=password><button>ok</button></form>",
                "<isindex action=javascript:alert(1)>",
                "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
                "<link rel=stylesheet href=https://evil.example/x.css>",
                "<base href=https://evil.example/>",
                "<style>@import 'https://evil.example/x.css'; body{background:url(https://evil.example/p)}</style>",
                "<div style=\"background:url(https://evil.example/p)\">x</div>",
                "<div style=\"background-image:url('https://evil.example/p');width:expression(alert(1))\">x</div>",
                "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%\">over everything</div>",
                "<table background=\"https://evil.example/p\"><tr><td>x</td></tr></table>",
                "<video src=\"https://evil.example/v\" poster=\"https://evil.example/p\"></video>",
                "<audio src=\"https://evil.example/a\">",
                "<img srcset=\"https://evil.example/p 2x\">",
                "<img src=\"//evil.example/p\">",
                "<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">",
                "<img src=\"cid:unknown@x\">",
                "<p id=login class=x name=y>clobber</p>",
                "<!--[if IE]><script>alert(1)</script><![endif]-->",
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
                "<textarea><script>alert(1)</script></textarea>",
                "<template><script>alert(1)</script></template>",
                "<?xml version=\"1.0\"?><x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
            })
    void hostile_html_can_do_nothing(String html) {
        var clean = safe.clean(html).toLowerCase(Locale.ROOT);
        var tags = clean.replaceAll(">[^<]*<", "><");
        assertThat(tags)
                .doesNotContain(
                        "<script",
                        "<iframe",
                        "<object",
                        "<embed",
                        "<form",
                        "<input",
                        "<button",
                        "<meta",
                        "<link",
                        "<base",
                        "<style",
                        "<svg",
                        "<math",
                        "<video",
                        "<audio",
                        "<!--",
                        "<textarea",
                        "<template")
                .doesNotContain("javascript:", "vbscript:", "data:text", "data:image/svg", "evil.example", "url(")
                .doesNotContainPattern("<[^>]*\\son[a-z]+\\s*=")
                .doesNotContain("srcset", "position", "expression", " id=", " class=", " name=");
    }

    @Test
    void ordinary_mail_stays_readable() {
        var html = "<h1>Hi</h1><p style=\"color:red;font-weight:bold\">Dear <b>Ann</b>,<br>see "
                + "<a href=\"https://ok.example/a?b=1&amp;c=2\">this</a></p><table border=\"1\"><tr><td colspan=\"2\" "
                + "align=\"center\" bgcolor=\"#eeeeee\">x</td></tr></table><ul><li>y</li></ul><blockquote>old</blockquote>";
        assertThat(safe.clean(html))
                .contains("<h1>Hi</h1>", "color:red", "font-weight:bold", "<b>Ann</b>", "<br />")
                .contains("href=\"https://ok.example/a?b&#61;1&amp;c&#61;2\"", "noopener", "noreferrer")
                .contains("colspan=\"2\"", "align=\"center\"", "bgcolor=\"#eeeeee\"", "<li>y</li>", "<blockquote>");
    }

    @Test
    void images_from_elsewhere_wait_until_they_are_asked_for() {
        var html = "<p>x</p><img src=\"https://track.example/p.gif?who=ann\" alt=\"a chart\">";
        assertThat(safe.clean(html)).doesNotContain("track.example").contains("alt=\"a chart\"");
        assertThat(safe.blockedImages()).isTrue();

        var asked = new SafeHtml(true, cid -> null);
        assertThat(asked.clean(html)).contains("https://track.example/p.gif");
        assertThat(asked.blockedImages()).isFalse();
    }

    @Test
    void images_of_the_message_itself_are_shown() {
        assertThat(safe.clean("<img src=\"cid:logo@x\"><img src=\"CID:logo@x\">"))
                .contains("<img src=\"data:image/png;base64,iVBORw0KGgo&#61;\"");
        assertThat(safe.clean("<img src=\"" + PIXEL + "\">")).contains("data:image/png");
        assertThat(safe.blockedImages()).isFalse();
    }

    @Test
    void tags_nested_a_hundred_thousand_deep_end_soon() {
        assertThat(safe.clean("<div>".repeat(100_000) + "deep")).doesNotContain("<div>".repeat(300));
        assertThat(safe.clean("<a href=\"".repeat(50_000))).doesNotContain("javascript");
        assertThat(safe.clean("<".repeat(500_000))).startsWith("&lt;");
    }
}
