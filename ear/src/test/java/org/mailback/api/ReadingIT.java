package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import org.junit.jupiter.api.Test;
import org.mailback.server.ApiClient;

/** Messages are opened, whatever is in them. */
class ReadingIT extends OnMailServer {

    @Test
    void a_message_is_opened_made_harmless_and_kept() {
        mail.withUser("mail.open", "imap-secret").start();
        deliver("mail.open", 1, "Cc: carl@example.org\r\nContent-Type: multipart/mixed; boundary=a\r\n", """
                --a
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Grüße
                --b
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: 8bit

                <p onclick="evil()">Grüße<script>evil()</script><img src="https://track.example/p.gif"></p>
                --b--
                --a
                Content-Type: text/html; name="übel.html"
                Content-Disposition: attachment; filename*=utf-8''%C3%BCbel.html
                Content-Transfer-Encoding: base64

                PHNjcmlwdD5ldmlsKCk8L3NjcmlwdD4=
                --a--
                """.replace(
                        "\n", "\r\n"));
        var client = connected("mail.open");
        var path = "/api/messages/" + id(inbox(client).get(0));
        var opened = client.get(path).expect(200).json();
        assertThat(opened.getString("text")).startsWith("Grüße");
        assertThat(opened.getString("html")).contains("<p>Grüße").doesNotContain("script", "onclick", "track.example");
        assertThat(opened.getBoolean("imagesBlocked")).isTrue();
        assertThat(opened.getBoolean("seen")).isFalse();
        assertThat(opened.getString("cc")).isEqualTo("carl@example.org");
        assertThat(opened.getJsonArray("attachments"))
                .containsExactly(Json.createObjectBuilder()
                        .add("name", "übel.html")
                        .add("part", "2")
                        .add("size", 23)
                        .add("type", "text/html")
                        .build());
        assertThat(client.get(path + "?images=true").json().getString("html")).contains("track.example");
        client.get(path + "?images=maybe").expect(400);

        mail.stop();
        assertThat(client.get(path).expect(200).json().getString("text")).startsWith("Grüße");
        var file = client.get(path + "/attachments/2").expect(200);
        assertThat(file.body()).isEqualTo("<script>evil()</script>");
        assertThat(file.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"_bel.html\"; filename*=UTF-8''%C3%BCbel.html");
        assertThat(file.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
        client.get(path + "/attachments/7").expect(404);
        client.get(path + "/attachments/x").expect(404);
    }

    @Test
    void the_body_is_a_page_for_a_sandboxed_frame() {
        mail.withUser("mail.body", "imap-secret").start();
        deliver("mail.body", 1, "Content-Type: text/html; charset=utf-8\r\n", """
                <p onclick="evil()">Hello<script>evil()</script><a href="https://ok.example/">link</a>
                <img src="https://track.example/p.gif"></p>
                """);
        deliver("mail.body", 2, "", "1 < 2\r\n  indented\r\n");
        var client = connected("mail.body");
        var letters = inbox(client);
        var path = "/api/messages/" + id(letters.get(0));

        var shown = client.get(path + "?html=false").expect(200).json();
        assertThat(shown.isNull("html")).isTrue();
        assertThat(shown.getBoolean("hasHtml")).isTrue();
        assertThat(shown.getBoolean("imagesBlocked")).isTrue();
        assertThat(client.get(path).json().getBoolean("hasHtml")).isTrue();
        assertThat(client.get("/api/messages/" + id(letters.get(1))).json().getBoolean("hasHtml"))
                .isFalse();

        var body = client.get(path + "/body").expect(200);
        assertThat(body.body())
                .contains("<p>Hello", "https://ok.example/")
                .doesNotContain("script", "onclick", "track.example");
        assertFramed(body, "img-src data:;");
        var withImages = client.get(path + "/body?images=true").expect(200);
        assertThat(withImages.body()).contains("track.example").doesNotContain("script");
        assertFramed(withImages, "img-src data: https: http:;");
        assertThat(client.get("/api/messages/" + id(letters.get(1)) + "/body").body())
                .contains("1 &lt; 2\n  indented");

        mail.stop();
        assertFramed(client.get("/api/messages/999999999/body").expect(404), "img-src data:;");
        assertFramed(client.get("/api/messages/x/body").expect(404), "img-src data:;");
        assertFramed(client.get(path + "/body?images=perhaps").expect(400), "img-src data:;");
        var stranger = ApiClient.anonymous(root).get(path + "/body").expect(401);
        assertFramed(stranger, "img-src data:;");
        assertThat(stranger.body()).contains("Sign in").doesNotContain("Hello");
        assertFramed(
                ApiClient.newUser(root, "mail.body.other").get(path + "/body").expect(404), "img-src data:;");
    }

    @Test
    void a_body_that_cannot_be_fetched_says_why() {
        var client = reader("mail.body.away", 1);
        var path = "/api/messages/" + id(inbox(client).get(0)) + "/body";
        mail.stop();
        var away = client.get(path).expect(502);
        assertFramed(away, "img-src data:;");
        assertThat(away.body()).contains("<p>127.0.0.1:" + mail.port());
        mail.start();
        assertThat(client.get(path).expect(200).body()).contains("text of letter 1");
    }

    /** One value of each header: with two policies a browser would apply both, with the page's ours could not be framed. */
    private static void assertFramed(ApiClient.Answer answer, String images) {
        var headers = answer.response().headers();
        assertThat(headers.allValues("Content-Type")).containsExactly("text/html;charset=utf-8");
        assertThat(headers.allValues("Content-Security-Policy"))
                .singleElement()
                .satisfies(policy -> assertThat(policy)
                        .startsWith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
                        .contains("frame-ancestors 'self'", images)
                        .doesNotContain("script", "trusted"));
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).isEmpty();
        assertThat(answer.body()).startsWith("<!doctype html>").contains("<base target=\"_blank\">");
    }
}
