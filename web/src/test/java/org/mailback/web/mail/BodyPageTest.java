package org.mailback.web.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailback.mailbox.MessageContent.Body;

class BodyPageTest {

    @Test
    void html_goes_onto_white_paper_and_its_links_open_elsewhere() {
        var page = BodyPage.of(new Body("<p>made harmless before</p>", "not shown", true));
        assertThat(page)
                .startsWith("<!doctype html>")
                .contains("<base target=\"_blank\">", "<p>made harmless before</p>", "background: #fff")
                .doesNotContain("not shown", "class=\"note\"");
    }

    @Test
    void a_text_is_escaped_and_keeps_its_lines() {
        var page = BodyPage.of(new Body(null, "a\n  <script>alert(1)</script> & b\u0000", true));
        assertThat(page)
                .contains(
                        "<div class=\"text\">a\n  &lt;script&gt;alert(1)&lt;/script&gt; &amp; b\uFFFD</div>",
                        "pre-wrap")
                .doesNotContain("<script");
    }

    @Test
    void a_text_with_percent_signs_is_no_format() {
        assertThat(BodyPage.of(new Body("100%s of %d", null, true))).contains("100%s of %d");
    }

    @Test
    void what_is_left_out_is_told() {
        assertThat(BodyPage.of(new Body("<p>x</p>", null, false))).contains("longer than what is shown");
        assertThat(BodyPage.of(new Body(null, "x", false))).contains("longer than what is shown");
        assertThat(BodyPage.of(new Body(null, " \n", true))).contains("This message has no text.");
    }

    @Test
    void a_notice_is_escaped() {
        assertThat(BodyPage.notice("imap.example: NO <b>no</b>")).contains("NO &lt;b&gt;no&lt;/b&gt;");
    }

    @Test
    void nothing_runs_in_the_frame_and_images_load_only_when_asked_for() {
        assertThat(FrameHeaders.policy(false))
                .isEqualTo(
                        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline';"
                                + " img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'");
        assertThat(FrameHeaders.policy(true))
                .contains("img-src data: https: http:;")
                .doesNotContain("script");
    }
}
