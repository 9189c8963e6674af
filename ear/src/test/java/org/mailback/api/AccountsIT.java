package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import org.junit.jupiter.api.Test;
import org.mailback.server.ApiClient;

/** Accounts are connected, changed and deleted. */
class AccountsIT extends OnMailServer {

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
