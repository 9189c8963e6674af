package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.mail.Flags;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mailback.rig.EmbeddedMail;
import org.mailback.server.ApiClient;
import org.mailback.server.MailbackDeployment;

/**
 * A user whose account is at a mail server that can be stopped, over REST. Every test has a server and users of its own.
 */
@ExtendWith(ArquillianExtension.class)
abstract class OnMailServer {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant NEWEST = Instant.parse("2026-01-02T03:04:05Z");

    @ArquillianResource
    URI root;

    final EmbeddedMail mail = EmbeddedMail.onFreePort();
    long account;

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    @AfterEach
    void stopMail() {
        mail.close();
    }

    /** Letter 1 is the newest. */
    final void deliver(String user, int number) {
        deliver(user, number, "", "text of letter " + number + "\r\n");
    }

    final void deliver(String user, int number, String headers, String body) {
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
    final ApiClient reader(String name, int letters) {
        mail.withUser(name, "imap-secret").start();
        mail.folder(name, "Trash");
        for (int i = 1; i <= letters; i++) {
            deliver(name, i);
        }
        return connected(name);
    }

    final ApiClient connected(String name) {
        var client = ApiClient.newUser(root, name);
        account = client.connect(name + "@example.org", mail.port(), name, "imap-secret");
        awaitState(client, "active");
        return client;
    }

    final void awaitState(ApiClient client, String state) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(state(client)).isEqualTo(state));
    }

    final String state(ApiClient client) {
        return client.get("/api/accounts/" + account).expect(200).json().getString("state");
    }

    final JsonObject folder(ApiClient client, String role) {
        return client.get("/api/accounts/" + account + "/folders").expect(200).items().stream()
                .filter(folder -> folder.getString("role").equals(role))
                .findFirst()
                .orElseThrow();
    }

    final List<JsonObject> inbox(ApiClient client) {
        return list(client, id(folder(client, "inbox")), "limit=200");
    }

    static List<JsonObject> list(ApiClient client, long folder, String query) {
        return client.get("/api/folders/" + folder + "/messages?" + query)
                .expect(200)
                .items();
    }

    static long id(JsonObject json) {
        return json.getJsonNumber("id").longValue();
    }

    static List<Long> ids(List<JsonObject> items) {
        return items.stream().map(OnMailServer::id).toList();
    }
}
