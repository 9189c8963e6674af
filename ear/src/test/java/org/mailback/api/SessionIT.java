package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailback.server.ApiClient;
import org.mailback.server.MailbackDeployment;
import org.mailback.server.TestWorld;

@ExtendWith(ArquillianExtension.class)
class SessionIT {

    @ArquillianResource
    URI root;

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    @Test
    void a_session_begins_with_the_password_and_ends_with_signing_out() {
        var client = ApiClient.anonymous(root);
        client.get("/api/session").expect(401);
        var signedIn = client.signIn("admin", TestWorld.ADMIN_PASSWORD).expect(200);
        assertThat(signedIn.json().getString("role")).isEqualTo("admin");
        assertThat(signedIn.header("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Strict")
                .doesNotContain("JSESSIONID");
        assertThat(client.get("/api/session").expect(200).json().getString("user"))
                .isEqualTo("admin");
        client.delete("/api/session").expect(204);
        client.get("/api/session").expect(401);
        client.delete("/api/session").expect(204);
    }

    @Test
    void nobody_can_choose_the_id_of_a_session() {
        var client = ApiClient.anonymous(root);
        var body = "{\"user\":\"admin\",\"password\":\"" + TestWorld.ADMIN_PASSWORD + "\"}";
        var answer = client.send(client.request("/api/session")
                        .header("Content-Type", "application/json")
                        .header("Cookie", "MAILBACK=chosen-by-somebody-else")
                        .POST(BodyPublishers.ofString(body)))
                .expect(200);
        assertThat(answer.header("Set-Cookie")).contains("MAILBACK=").doesNotContain("chosen-by-somebody-else");
    }

    @Test
    void signing_in_again_begins_another_session() {
        var client = ApiClient.anonymous(root);
        client.signIn("admin", TestWorld.ADMIN_PASSWORD).expect(200);
        ApiClient.newUser(root, "session.second");
        var answer = client.signIn("session.second", ApiClient.PASSWORD).expect(200);
        assertThat(answer.json().getString("role")).isEqualTo("user");
        assertThat(client.get("/api/session").expect(200).json().getString("user"))
                .isEqualTo("session.second");
        client.get("/api/users").expect(403);
    }

    @Test
    void a_wrong_password_is_refused_in_a_session_as_well() {
        var client = ApiClient.newUser(root, "session.wrong");
        client.signIn("session.wrong", "not this one").expect(401);
        client.get("/api/session").expect(401);
    }

    @Test
    void a_wrong_password_and_an_unknown_name_get_the_same_answer() {
        ApiClient.newUser(root, "session.real");
        var client = ApiClient.anonymous(root);
        var wrong = client.signIn("session.real", "not this one").expect(401);
        var unknown = client.signIn("session.nobody", "not this one").expect(401);
        assertThat(wrong.body()).isEqualTo(unknown.body());
        assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(wrong.header("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\\u0000body", "\\ud800", "' or '1'='1", "admin\\u0000"})
    void names_that_nobody_can_have_are_refused_like_any_other(String name) {
        ApiClient.anonymous(root)
                .post("/api/session", "{\"user\":\"" + name + "\",\"password\":\"" + TestWorld.ADMIN_PASSWORD + "\"}")
                .expect(401);
        ApiClient.admin(root)
                .patch("/api/users/no%00body", "{\"role\":\"user\"}")
                .expect(404);
    }

    @Test
    void guessing_passwords_is_slowed_down() {
        ApiClient.newUser(root, "session.guessed");
        var client = ApiClient.anonymous(root);
        for (int i = 0; i < 5; i++) {
            client.signIn("session.guessed", "guess number " + i).expect(401);
        }
        var slowed = client.signIn("session.guessed", "another guess").expect(429);
        assertThat(slowed.header("Retry-After")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"user\":\"admin\"}",
                "{\"user\":\"\",\"password\":\"x\"}",
                "{\"user\":[],\"password\":\"x\"}"
            })
    void half_a_sign_in_is_a_bad_request(String body) {
        ApiClient.anonymous(root).post("/api/session", body).expect(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts",
                "accounts/1",
                "accounts/1/folders",
                "folders/1/messages",
                "messages/1",
                "messages/1/attachments/1",
                "sync/pending",
                "sync/failed",
                "sync/status",
                "users",
                "session"
            })
    void strangers_see_nothing(String path) {
        var answer = ApiClient.anonymous(root).get("/api/" + path).expect(401);
        assertThat(answer.json().getString("type")).isEqualTo("urn:mailback:problem:not-signed-in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts/1/sync",
                "messages/1/mark-read",
                "messages/1/trash",
                "messages/bulk",
                "sync/retry/1",
                "sync/discard/1",
                "sync/retry",
                "sync/discard",
                "users"
            })
    void strangers_change_nothing(String path) {
        ApiClient.anonymous(root).post("/api/" + path, "{}").expect(401);
    }

    @Test
    void users_are_no_administrators() {
        var user = ApiClient.newUser(root, "session.user");
        user.get("/api/users").expect(403);
        user.post("/api/users", "{\"name\":\"x\",\"password\":\"mailback\",\"role\":\"admin\"}")
                .expect(403);
        user.patch("/api/users/session.user", "{\"role\":\"admin\"}").expect(403);
        user.post("/api/sync/retry/1").expect(403);
        user.post("/api/sync/discard/1").expect(403);
        user.post("/api/sync/retry", "{\"filter\":{}}").expect(403);
        assertThat(user.post("/api/sync/discard", "{\"filter\":{}}").expect(403).header("Content-Type"))
                .isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, null",
    })
    void requests_that_another_site_sends_change_nothing(String header, String value) {
        var client = ApiClient.admin(root);
        var refused = client.send(
                        client.request("/api/session").header(header, value).DELETE())
                .expect(403);
        assertThat(refused.json().getString("type")).isEqualTo("urn:mailback:problem:cross-site");
        client.get("/api/session").expect(200);
    }

    @Test
    void the_own_pages_may_change_things() {
        var client = ApiClient.newUser(root, "session.pages");
        client.send(client.request("/api/session")
                        .header("Sec-Fetch-Site", "same-origin")
                        .header("Origin", "http://" + root.getAuthority())
                        .DELETE())
                .expect(204);
    }

    @Test
    void a_form_of_another_site_cannot_be_a_body() {
        var client = ApiClient.admin(root);
        client.send(client.request("/api/users")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{\"name\":\"mallory\",\"password\":\"mailback\"}")))
                .expect(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/session", "/api/nothing", "/nothing", "/index.css"})
    void every_answer_tells_browsers_to_be_careful(String path) {
        var answer = ApiClient.anonymous(root).get(path);
        assertThat(answer.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cache-Control")).isEqualTo(answer.status() == 200 ? "no-cache" : "no-store");
        assertThat(answer.header("Server") + answer.header("X-Powered-By")).isEmpty();
    }

    @Test
    void the_last_administrator_stays_one() {
        ApiClient.admin(root).patch("/api/users/admin", "{\"role\":\"user\"}").expect(409);
    }
}
