package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailback.server.ApiClient;

/** Messages are listed, searched and acted on. */
class MessagesIT extends OnMailServer {

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
        assertThat(list(client, folder, "unread=true"))
                .extracting(MessagesIT::id)
                .containsExactly(id(letters.get(7)));
        assertThat(client.post("/api/messages/bulk", "{\"action\":\"trash\",\"ids\":[]}")
                        .expect(200)
                        .json()
                        .getInt("requested"))
                .isZero();
    }
}
