package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.mail.Flags;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mailback.rig.EmbeddedMail;
import org.mailback.server.ApiClient;
import org.mailback.server.MailbackDeployment;

/** Connecting an account, reading, and acting on messages, over REST and with a mail server that can be stopped. */
@ExtendWith(ArquillianExtension.class)
class MailIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant NEWEST = Instant.parse("2026-01-02T03:04:05Z");

    @ArquillianResource
    URI root;

    private final EmbeddedMail mail = EmbeddedMail.onFreePort();
    private long account;

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    @AfterEach
    void stop() {
        mail.close();
    }

    private void deliver(String user, int number, String headers, String body) {
        var message =
                "From: =?utf-8?B?w4RubmE=?= <anna@example.org>\r\nTo: %s@example.org\r\nSubject: letter %d\r\nMessage-ID: <%d.%s@example.org>\r\n%s\r\n%s"
                        .formatted(user, number, number, user, headers, body);
        mail.append(
                user,
                "INBOX",
                message.getBytes(StandardCharsets.UTF_8),
                new Flags(),
                NEWEST.minusSeconds(60L * number));
    }

    /** A user whose account has letters 1 (the newest) to {@code letters}, all unread, and is imported. */
    private ApiClient reader(String name, int letters) {
        mail.withUser(name, "imap-secret").start();
        mail.folder(name, "Trash");
        for (int i = 1; i <= letters; i++) {
            deliver(name, i, "", "text of letter " + i + "\r\n");
        }
        return connected(name);
    }

    private ApiClient connected(String name) {
        var client = ApiClient.newUser(root, name);
        account = client.connect(name + "@example.org", mail.port(), name, "imap-secret");
        awaitState(client, "active");
        return client;
    }

    private void awaitState(ApiClient client, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.get("/api/accounts/" + account)
                                .expect(200)
                                .json()
                                .getString("state"))
                        .isEqualTo(state));
    }

    private JsonObject folder(ApiClient client, String role) {
        return client.get("/api/accounts/" + account + "/folders").expect(200).items().stream()
                .filter(folder -> folder.getString("role").equals(role))
                .findFirst()
                .orElseThrow();
    }

    private static long id(JsonObject json) {
        return json.getJsonNumber("id").longValue();
    }

    private List<JsonObject> inbox(ApiClient client) {
        return list(client, id(folder(client, "inbox")), "limit=200");
    }

    private static List<JsonObject> list(ApiClient client, long folder, String query) {
        return client.get("/api/folders/" + folder + "/messages?" + query)
                .expect(200)
                .items();
    }

    @Test
    void an_account_is_connected_imported_and_never_shows_its_password() {
        var client = reader("mail.connect", 3);
        var shown = client.get("/api/accounts").expect(200);
        assertThat(shown.items()).hasSize(1);
        assertThat(shown.body()).doesNotContain("imap-secret", "assword");
        assertThat(folder(client, "inbox").getInt("unread")).isEqualTo(3);
        assertThat(folder(client, "inbox").getInt("total")).isEqualTo(3);
        var again = Json.createObjectBuilder()
                .add("email", "x@example.org")
                .add("host", "127.0.0.1")
                .add("port", mail.port())
                .add("tls", "none")
                .add("username", "mail.connect")
                .add("password", "imap-secret")
                .build();
        client.post("/api/accounts", again.toString()).expect(409);
    }

    @Test
    void a_refused_login_and_a_silent_host_are_told_and_nothing_is_stored() {
        mail.withUser("mail.refused", "imap-secret").start();
        var client = ApiClient.newUser(root, "mail.refused");
        var body = """
                {"email":"a@example.org","host":"127.0.0.1","port":%d,"tls":"none","username":"mail.refused","password":"wrong-secret"}
                """.formatted(mail.port());
        var refused = client.post("/api/accounts", body).expect(422);
        assertThat(refused.json().getString("type")).isEqualTo("urn:mailback:problem:provider-refused");
        assertThat(refused.json().getString("field")).isEqualTo("password");
        assertThat(refused.json().getString("said")).contains("NO ");
        assertThat(refused.body()).doesNotContain("wrong-secret");
        var encrypted = client.post("/api/accounts", body.replace("none", "starttls"));
        assertThat(encrypted.expect(502).json().getString("type")).isEqualTo("urn:mailback:problem:tls-not-offered");
        assertThat(encrypted.json().getString("field")).isEqualTo("tls");
        var unknown = client.post("/api/accounts", body.replace("127.0.0.1", "nowhere.invalid"))
                .expect(502)
                .json();
        assertThat(unknown.getString("type")).isEqualTo("urn:mailback:problem:host-unknown");
        assertThat(unknown.getString("field")).isEqualTo("host");
        assertThat(client.post("/api/accounts", body.replace("a@example.org", "nobody"))
                        .expect(400)
                        .json()
                        .getString("field"))
                .isEqualTo("email");
        mail.stop();
        var silent = client.post("/api/accounts", body).expect(502).json();
        assertThat(silent.getString("type")).isEqualTo("urn:mailback:problem:port-closed");
        assertThat(silent.getString("field")).isEqualTo("port");
        assertThat(client.get("/api/accounts").items()).isEmpty();
    }

    @Test
    void new_credentials_are_tried_before_they_are_saved() {
        var client = reader("mail.patch", 1);
        var path = "/api/accounts/" + account;
        client.patch(path, "{\"password\":\"wrong-secret\"}").expect(422);
        assertThat(client.patch(path, "{\"displayName\":\"Änne\"}")
                        .expect(200)
                        .json()
                        .getString("displayName"))
                .isEqualTo("Änne");
        client.patch(path, "{\"password\":\"imap-secret\"}").expect(200);
        client.patch(path, "{}").expect(200);
        client.post(path + "/sync").expect(202);
        awaitState(client, "active");
    }

    @Test
    void a_list_goes_on_where_it_ended_and_can_be_searched() {
        var client = reader("mail.list", 25);
        long inbox = id(folder(client, "inbox"));
        var seen = new ArrayList<String>();
        var next = "";
        do {
            var page = client.get("/api/folders/" + inbox + "/messages?limit=10" + next)
                    .expect(200)
                    .json();
            page.getJsonArray("items")
                    .getValuesAs(JsonObject.class)
                    .forEach(message -> seen.add(message.getString("subject")));
            next = page.isNull("next") ? "" : "&cursor=" + page.getString("next");
        } while (!next.isEmpty());
        assertThat(seen)
                .hasSize(25)
                .doesNotHaveDuplicates()
                .startsWith("letter 1", "letter 2")
                .endsWith("letter 25");

        assertThat(list(client, inbox, "q=LETTER+25")).hasSize(1);
        assertThat(list(client, inbox, "q=%C3%A4nna")).hasSize(25);
        assertThat(list(client, inbox, "q=%25")).isEmpty();
        assertThat(list(client, inbox, "q=_")).isEmpty();
        assertThat(list(client, inbox, "q=%5C")).isEmpty();
        assertThat(list(client, inbox, "unread=true")).hasSize(25);
        assertThat(list(client, inbox, "unread=false")).isEmpty();
        var first = list(client, inbox, "limit=1").get(0);
        assertThat(first.getString("from")).isEqualTo("Änna <anna@example.org>");
        assertThat(first.getString("sync")).isEqualTo("synced");
        assertThat(first.getString("date")).isEqualTo("2026-01-02T03:03:05Z");
        assertThat(first.getString("messageId")).isEqualTo("<1.mail.list@example.org>");
    }

    @Test
    void another_users_mail_is_as_unknown_as_none() {
        var owner = reader("mail.owner", 2);
        var message = id(inbox(owner).get(0));
        var folder = id(folder(owner, "inbox"));
        var other = ApiClient.newUser(root, "mail.other");
        for (var stranger : List.of(other, ApiClient.admin(root))) {
            for (var path : List.of(
                    "accounts/" + account,
                    "accounts/" + account + "/folders",
                    "folders/" + folder + "/messages",
                    "messages/" + message,
                    "messages/" + message + "/attachments/1")) {
                stranger.get("/api/" + path).expect(404);
            }
            for (var action : List.of("mark-read", "mark-unread", "trash", "restore")) {
                stranger.post("/api/messages/" + message + "/" + action).expect(404);
            }
            stranger.delete("/api/messages/" + message).expect(404);
            stranger.delete("/api/accounts/" + account).expect(404);
            stranger.patch("/api/accounts/" + account, "{\"displayName\":\"mine\"}")
                    .expect(404);
            stranger.post("/api/accounts/" + account + "/sync").expect(404);
            var bulk = stranger.post("/api/messages/bulk", "{\"action\":\"trash\",\"ids\":[" + message + "]}")
                    .expect(200)
                    .json();
            assertThat(bulk.getInt("changed")).isZero();
            assertThat(bulk.getJsonArray("refused").getJsonObject(0).getString("reason"))
                    .isEqualTo("unknown");
            stranger.post(
                            "/api/messages/bulk",
                            "{\"action\":\"trash\",\"folder\":" + folder + ",\"upTo\":" + message + "}")
                    .expect(404);
        }
        assertThat(other.get("/api/accounts").items()).isEmpty();
        assertThat(inbox(owner)).hasSize(2);
    }

    @Test
    void actions_take_effect_at_once_while_the_provider_is_away() {
        var client = reader("mail.away", 6);
        mail.stop();
        var letters = inbox(client);
        long read = id(letters.get(0));
        long trashed = id(letters.get(1));
        long deleted = id(letters.get(2));
        var marked =
                client.post("/api/messages/" + read + "/mark-read").expect(200).json();
        assertThat(marked.getInt("requested")).isEqualTo(1);
        assertThat(marked.getInt("changed")).isEqualTo(1);
        assertThat(marked.getInt("queued")).isEqualTo(1);
        assertThat(marked.getJsonArray("refused")).isEmpty();
        assertThat(client.post("/api/messages/" + read + "/mark-read").json().getInt("queued"))
                .isZero();
        client.post("/api/messages/" + trashed + "/trash").expect(200);
        client.delete("/api/messages/" + deleted).expect(200);

        client.get("/api/messages/" + deleted).expect(404);
        client.post("/api/messages/" + deleted + "/restore").expect(409);
        var shown = client.get("/api/messages/" + read).expect(200).json();
        assertThat(shown.getBoolean("seen")).isTrue();
        assertThat(shown.getString("sync")).isEqualTo("pending");
        assertThat(shown.getString("contentProblem")).isNotBlank();
        assertThat(shown.getString("to")).contains("mail.away@example.org");
        assertThat(shown.getJsonArray("operations").getJsonObject(0).getString("kind"))
                .isEqualTo("mark_read");
        assertThat(folder(client, "inbox").getInt("total")).isEqualTo(4);
        assertThat(folder(client, "trash").getInt("total")).isEqualTo(1);
        var pending =
                client.get("/api/sync/pending?account=" + account).expect(200).items();
        assertThat(pending).hasSize(3);
        assertThat(pending.get(0).keySet())
                .contains(
                        "id",
                        "accountId",
                        "messageId",
                        "kind",
                        "status",
                        "attempts",
                        "maxAttempts",
                        "createdAt",
                        "lastAttempt",
                        "lastError",
                        "errorClass",
                        "notBefore",
                        "inFlight",
                        "note");
        assertThat(client.get("/api/sync/pending?kind=delete").items()).hasSize(1);
        assertThat(client.get("/api/accounts/" + account).json().getInt("pending"))
                .isEqualTo(3);
        assertThat(client.get("/api/sync/status").expect(200).json().getInt("pending"))
                .isEqualTo(3);

        mail.start();
        client.post("/api/accounts/" + account + "/sync").expect(202);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.get("/api/sync/pending").items()).isEmpty());
        assertThat(client.get("/api/messages/" + read).json().getString("sync")).isEqualTo("synced");
    }

    @Test
    void one_action_on_many_tells_what_changed_and_what_was_refused() {
        var client = reader("mail.bulk", 8);
        var letters = inbox(client);
        long first = id(letters.get(0));
        long second = id(letters.get(1));
        var some = client.post(
                        "/api/messages/bulk",
                        "{\"action\":\"mark-read\",\"ids\":[%d,%d,%d,999999999]}".formatted(first, second, first))
                .expect(200)
                .json();
        assertThat(some.getInt("requested")).isEqualTo(3);
        assertThat(some.getInt("changed")).isEqualTo(2);
        assertThat(some.getInt("queued")).isEqualTo(2);
        assertThat(some.getJsonArray("refused"))
                .containsExactly(Json.createObjectBuilder()
                        .add("id", 999999999)
                        .add("reason", "unknown")
                        .build());

        var folder = id(folder(client, "inbox"));
        var bound = id(letters.get(2));
        var all = client.post(
                        "/api/messages/bulk",
                        "{\"action\":\"mark_read\",\"folder\":%d,\"upTo\":%d,\"exceptIds\":[%d]}"
                                .formatted(folder, bound, id(letters.get(7))))
                .expect(200)
                .json();
        assertThat(all.getInt("changed")).isEqualTo(5);
        assertThat(list(client, folder, "unread=true")).extracting(MailIT::id).containsExactly(id(letters.get(7)));
        assertThat(client.post("/api/messages/bulk", "{\"action\":\"trash\",\"ids\":[]}")
                        .expect(200)
                        .json()
                        .getInt("requested"))
                .isZero();
    }

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
    void a_list_is_entered_anywhere_and_some_messages_are_read_again() {
        var client = reader("mail.offset", 12);
        var path = "/api/folders/" + id(folder(client, "inbox")) + "/messages";
        var page = client.get(path + "?offset=5&limit=3").expect(200).json();
        assertThat(page.getJsonArray("items").getValuesAs(JsonObject.class))
                .extracting(message -> message.getString("subject"))
                .containsExactly("letter 6", "letter 7", "letter 8");
        assertThat(client.get(path + "?limit=3&cursor=" + page.getString("next"))
                        .items()
                        .get(0)
                        .getString("subject"))
                .isEqualTo("letter 9");
        assertThat(client.get(path + "?offset=12").expect(200).items()).isEmpty();
        assertThat(client.get(path + "?offset=10&unread=true").expect(200).items())
                .hasSize(2);
        for (var wrong :
                List.of("offset=1&q=x", "offset=1&cursor=" + page.getString("next"), "offset=-1", "offset=x")) {
            client.get(path + "?" + wrong).expect(400);
        }

        var letters = inbox(client);
        var some = client.get("/api/messages?ids=%d,999999999,%d".formatted(id(letters.get(3)), id(letters.get(1))))
                .expect(200);
        assertThat(some.items()).containsExactly(letters.get(1), letters.get(3));
        assertThat(some.json().isNull("next")).isTrue();
        for (var wrong : List.of("", "?ids=", "?ids=x", "?ids=1,,2", "?ids=" + "1".repeat(30))) {
            client.get("/api/messages" + wrong).expect(400);
        }
        assertThat(ApiClient.newUser(root, "mail.offset.other")
                        .get("/api/messages?ids=" + id(letters.get(0)))
                        .items())
                .isEmpty();
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

    @Test
    void an_account_that_is_deleted_is_gone_with_its_mail() {
        var client = reader("mail.gone", 2);
        var message = id(inbox(client).get(0));
        mail.stop();
        client.post("/api/messages/" + message + "/mark-read").expect(200);
        client.delete("/api/accounts/" + account).expect(204);
        assertThat(client.get("/api/accounts").items()).isEmpty();
        assertThat(client.get("/api/sync/pending").items()).isEmpty();
        client.get("/api/messages/" + message).expect(404);
        client.post("/api/messages/" + message + "/mark-read").expect(404);
        client.delete("/api/accounts/" + account).expect(404);
        mail.start();
        client.connect("mail.gone@example.org", mail.port(), "mail.gone", "imap-secret");
    }
}
