package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.store.FolderException;
import jakarta.json.JsonNumber;
import jakarta.mail.Flags;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailback.server.ApiClient;
import org.mailback.server.LiveEvents;
import org.mailback.server.LiveEvents.Event;
import org.mailback.server.TestWorld;

/** What {@code GET /api/events} tells, to whom, and what happens to whoever was away. */
class EventsIT extends OnMailServer {

    private final List<LiveEvents> opened = new ArrayList<>();

    @AfterEach
    void stop() {
        opened.forEach(LiveEvents::close);
    }

    private LiveEvents listen(ApiClient client, String query, String lastEventId) {
        var events = LiveEvents.open(client, query, lastEventId);
        opened.add(events);
        return events;
    }

    private LiveEvents listen(ApiClient client) {
        var events = listen(client, "", null);
        events.await("hello", event -> event.is("hello"));
        return events;
    }

    private void markRead(ApiClient client, long message) {
        client.post("/api/messages/" + message + "/mark-read").expect(200);
    }

    private boolean isOwn(Event event) {
        return event.data().getJsonNumber("accountId") != null
                && event.data().getJsonNumber("accountId").longValue() == account;
    }

    @Test
    void an_action_is_seen_as_pending_and_then_completed_by_its_owner_only() {
        var owner = reader("events.owner", 2);
        var stranger = listen(ApiClient.newUser(root, "events.stranger"));
        var administrator = listen(ApiClient.admin(root), "?scope=all", null);
        var administratorsOwn = listen(ApiClient.admin(root));
        var events = listen(owner);
        assertThat(events.header("Content-Type")).startsWith("text/event-stream");
        assertThat(events.header("Cache-Control")).isEqualTo("no-store");
        assertThat(events.header("X-Accel-Buffering")).isEqualTo("no");
        assertThat(events.retry()).isEqualTo(3000);

        long message = ids(inbox(owner)).get(0);
        markRead(owner, message);
        var pending = events.await("pending", event -> event.is("pending", "mark_read"));
        var completed = events.await("completed", event -> event.is("completed", "mark_read"));

        assertThat(pending.messageIds()).containsExactly(message);
        assertThat(pending.data().getInt("count")).isEqualTo(1);
        assertThat(pending.data().isNull("error")).isTrue();
        assertThat(pending.data().isNull("errorClass")).isTrue();
        assertThat(completed.messageIds()).containsExactly(message);
        assertThat(events.all().indexOf(pending)).isLessThan(events.all().indexOf(completed));
        assertThat(isOwn(pending)).isTrue();
        administrator.await("the administrator sees it", event -> event.is("completed", "mark_read") && isOwn(event));
        assertThat(stranger.all()).hasSize(1).allMatch(event -> event.is("hello"));
        assertThat(administratorsOwn.all()).hasSize(1).allMatch(event -> event.is("hello"));
    }

    @Test
    void whoever_comes_back_is_told_what_was_missed() {
        var client = reader("events.resume", 4);
        var letters = ids(inbox(client));
        var first = listen(client);
        markRead(client, letters.get(0));
        var last = first.await("completed", event -> event.is("completed", "mark_read"));
        first.close();

        markRead(client, letters.get(1));
        markRead(client, letters.get(2));
        await().atMost(PATIENCE)
                .until(() -> client.get("/api/sync/pending").items().isEmpty());
        client.post("/api/messages/" + letters.get(3) + "/trash").expect(200);

        for (var again : List.of(listen(client, "", last.id()), listen(client, "?lastEventId=" + last.id(), null))) {
            again.await("trash completed", event -> event.is("completed", "trash"));
            assertThat(again.all().get(0).type()).isEqualTo("hello");
            assertThat(again.all().get(0).id()).isEqualTo(last.id());
            assertThat(named(again, "pending", "mark_read")).containsExactly(letters.get(1), letters.get(2));
            assertThat(named(again, "completed", "mark_read"))
                    .containsExactlyInAnyOrder(letters.get(1), letters.get(2));
            assertThat(named(again, "pending", "trash")).containsExactly(letters.get(3));
        }
    }

    private static List<Long> named(LiveEvents events, String status, String kind) {
        return events.all(event -> event.is(status, kind)).stream()
                .flatMap(event -> event.messageIds().stream())
                .toList();
    }

    @Test
    void whoever_comes_from_elsewhere_reads_everything_anew() {
        var client = ApiClient.newUser(root, "events.unknown");
        var here = listen(client).lastId();
        var epoch = here.substring(0, here.indexOf('-'));
        for (var unknown : List.of("gone-17", "17", epoch + "-", epoch + "-999999999", epoch + "--1", "\u00e4")) {
            var events = listen(client, "", unknown);
            var first = events.await("an answer to " + unknown, event -> true);
            assertThat(first.type()).as(unknown).isEqualTo("resync");
            assertThat(first.id()).startsWith(epoch);
        }
    }

    @Test
    void a_quiet_stream_beats_and_an_empty_id_moves_on_with_it() {
        var client = ApiClient.newUser(root, "events.quiet");
        var events = listen(client);
        var before = events.lastId();
        var other = reader("events.busy", 1);
        markRead(other, ids(inbox(other)).get(0));
        await().atMost(PATIENCE)
                .until(() -> events.beats() >= 2 && !events.lastId().equals(before));
        assertThat(events.all()).hasSize(1);
    }

    @Test
    void new_mail_and_what_another_client_changes_is_told() throws FolderException {
        var client = reader("events.mail", 2);
        var events = listen(client);
        deliver("events.mail", 3);
        client.post("/api/accounts/" + account + "/sync").expect(202);
        await().atMost(PATIENCE).until(() -> ids(inbox(client)).size() == 3);
        var arrived = events.await(
                "new mail",
                event -> event.is("mail")
                        && event.messageIds().contains(ids(inbox(client)).get(2)));
        assertThat(isOwn(arrived)).isTrue();
        assertThat(arrived.data().getInt("arrived")).isPositive();
        assertThat(arrived.data().getInt("removed")).isZero();
        assertThat(arrived.data().getJsonArray("folderIds").getValuesAs(JsonNumber.class))
                .extracting(JsonNumber::longValue)
                .contains(id(folder(client, "inbox")));

        mail.folder("events.mail", "INBOX").setFlags(new Flags(Flags.Flag.SEEN), true, 1, null, true);
        client.post("/api/accounts/" + account + "/sync").expect(202);
        var changed = events.await(
                "read elsewhere", event -> event.is("mail") && event.data().getInt("changed") == 1);
        assertThat(changed.messageIds()).containsExactly(ids(inbox(client)).get(0));
        assertThat(changed.data().getInt("arrived")).isZero();

        client.delete("/api/accounts/" + account).expect(204);
        var deleted = events.await("deleted", event -> event.is("account") && isDeleted(event));
        assertThat(isOwn(deleted)).isTrue();
    }

    private static boolean isDeleted(Event event) {
        return event.data().getString("state").equals("deleted");
    }

    @Test
    void an_accounts_state_is_told_while_its_server_is_away_and_when_it_is_back() {
        var client = reader("events.state", 1);
        var events = listen(client);
        mail.stop();
        markRead(client, ids(inbox(client)).get(0));
        var ill = events.await("unreachable", event -> isState(event, "unreachable"));
        assertThat(ill.data().getString("stateReason")).isNotBlank();
        mail.start();
        events.await("active again", event -> isState(event, "active"));
        events.await("completed", event -> event.is("completed", "mark_read"));
        assertThat(events.all(event -> event.is("failed", "mark_read"))).isEmpty();
    }

    private boolean isState(Event event, String state) {
        return event.is("account")
                && isOwn(event)
                && event.data().getString("state").equals(state);
    }

    @Test
    void ten_thousand_messages_are_one_event() throws SQLException {
        var client = reader("events.bulk", 1);
        mail.stop();
        long inbox = id(folder(client, "inbox"));
        try (var connection = TestWorld.database().dataSource().getConnection();
                var insert = connection.prepareStatement("""
                        insert into message (account_id, folder_id, seen, server_folder_id, uid, server_seen, internal_date,
                                             size, sender, recipients, subject)
                        select ?, ?, false, ?, 1000 + n, false, now() - make_interval(secs => n), 100, 'a', 'b', 'bulk'
                        from generate_series(1, 9999) n
                        """)) {
            insert.setLong(1, account);
            insert.setLong(2, inbox);
            insert.setLong(3, inbox);
            insert.executeUpdate();
        }
        var events = listen(client);
        long newest = ids(inbox(client)).get(0);
        client.post(
                        "/api/messages/bulk",
                        "{\"action\":\"mark-read\",\"folder\":%d,\"upTo\":%d}".formatted(inbox, newest))
                .expect(200);
        client.post("/api/messages/" + newest + "/mark-unread").expect(200);
        events.await("what came later", event -> event.is("pending", "mark_unread"));
        var pending = events.all(event -> event.is("pending", "mark_read"));
        assertThat(pending).hasSize(1);
        assertThat(pending.get(0).data().getInt("count")).isEqualTo(10_000);
        assertThat(pending.get(0).messageIds()).isNull();
        client.delete("/api/accounts/" + account).expect(204);
    }

    @Test
    void signing_out_ends_the_streams_of_the_session_only() {
        var client = ApiClient.newUser(root, "events.out");
        var elsewhere = listen(ApiClient.signedIn(root, "events.out"));
        var events = listen(client);
        client.delete("/api/session").expect(204);
        events.awaitEnd();
        assertThat(client.get("/api/events").expect(401).json().getString("type"))
                .isEqualTo("urn:mailback:problem:not-signed-in");
        long beats = elsewhere.beats();
        await().atMost(PATIENCE).until(() -> elsewhere.beats() > beats);
    }

    @Test
    void a_changed_password_ends_the_streams_that_were_opened_with_the_old_one() {
        var events = listen(ApiClient.newUser(root, "events.password"));
        var other = listen(ApiClient.newUser(root, "events.unchanged"));
        ApiClient.admin(root)
                .patch("/api/users/events.password", "{\"password\":\"another-one\"}")
                .expect(200);
        events.awaitEnd();
        assertThat(other.hasEnded()).isFalse();
    }

    @Test
    void a_stream_holds_up_no_other_request_of_its_session() {
        var client = ApiClient.newUser(root, "events.session");
        var events = listen(client);
        for (int i = 0; i < 20; i++) {
            client.get("/api/session").expect(200);
        }
        assertThat(events.hasEnded()).isFalse();
    }

    @Test
    void strangers_and_users_are_kept_from_what_is_not_theirs() {
        var stranger = ApiClient.anonymous(root).get("/api/events").expect(401);
        assertThat(stranger.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(stranger.header("Content-Security-Policy")).startsWith("default-src 'none'");
        var user = ApiClient.newUser(root, "events.user");
        user.get("/api/events?scope=all").expect(403);
        user.get("/api/events?scope=everything").expect(400);
        assertThat(user.post("/api/events").status()).isEqualTo(405);
    }

    @Test
    void there_is_a_limit_to_one_users_streams() {
        var client = ApiClient.newUser(root, "events.many");
        for (int i = 0; i < 20; i++) {
            listen(client);
        }
        var refused = client.get("/api/events").expect(429);
        assertThat(refused.json().getString("type")).isEqualTo("urn:mailback:problem:too-many-streams");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        listen(ApiClient.newUser(root, "events.other"));

        opened.get(0).close();
        await().atMost(PATIENCE).untilAsserted(() -> listen(client));
    }
}
