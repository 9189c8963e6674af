package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailback.server.ApiClient;
import org.mailback.server.ApiClient.Answer;
import org.mailback.server.TestWorld;

/** The sync console's side of the API: what an administrator sees, mends and leaves in the audit trail. */
class ConsoleIT extends OnMailServer {

    private ApiClient admin;
    private ApiClient owner;

    /** A user with so many unread letters, whose account is imported and then paused by the administrator. */
    private List<Long> paused(String name, int letters) {
        admin = ApiClient.admin(root);
        owner = reader(name, letters);
        var paused = admin.post("/api/sync/accounts/" + account + "/pause", "{\"reason\":\"the server moves\"}")
                .expect(200)
                .json();
        assertThat(paused.getString("state")).isEqualTo("paused");
        assertThat(paused.getString("stateReason")).isEqualTo("paused by admin: the server moves");
        return ids(inbox(owner));
    }

    private JsonObject accountItem() {
        return admin.get("/api/sync/accounts?q=" + "&limit=200").expect(200).items().stream()
                .filter(item -> id(item) == account)
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> ids(Answer answer) {
        return ids(answer.expect(200).items());
    }

    private void markRead(List<Long> messages) {
        var ids = messages.stream().map(String::valueOf).collect(Collectors.joining(","));
        owner.post("/api/messages/bulk", "{\"action\":\"mark-read\",\"ids\":[" + ids + "]}")
                .expect(200);
    }

    private void failAll(String errorClass, String text) {
        try (var connection = TestWorld.database().connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update pending_operation set status = 'failed', completed_at = now(), last_attempt = now(), attempts = 1,"
                            + " error_class = '" + errorClass + "', last_error = '" + text
                            + "' where status = 'pending' and account_id = "
                            + account);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Answer operations(String query) {
        return admin.get("/api/sync/operations?account=" + account + "&" + query)
                .expect(200);
    }

    @Test
    void what_failed_is_found_explained_retried_by_a_job_and_told_in_its_history() {
        markRead(paused("console.jobs", 12));
        var waiting = operations("status=pending").items();
        assertThat(waiting).hasSize(12).allSatisfy(operation -> {
            assertThat(operation.getJsonObject("waiting").getString("reason")).isEqualTo("paused");
            assertThat(operation.getString("account")).isEqualTo("console.jobs@example.org");
            assertThat(operation.getString("subject")).startsWith("letter ");
        });
        failAll("quota", "NO [OVERQUOTA] mailbox full");
        var group = admin.get("/api/sync/groups").expect(200).items().stream()
                .filter(item -> item.getString("type").equals("failed")
                        && item.getJsonNumber("accountId").longValue() == account)
                .findFirst()
                .orElseThrow();
        assertThat(group.getInt("operations")).isEqualTo(12);
        assertThat(group.getString("text")).contains("mailbox full");
        assertThat(operations("status=failed&q=letter+7&limit=1").json().getInt("total"))
                .isEqualTo(1);
        var job = admin.post(
                        "/api/sync/jobs",
                        "{\"action\":\"retry\",\"filter\":{\"account\":" + account + ",\"errorClass\":\"quota\"}}")
                .expect(202)
                .json();
        assertThat(job.getInt("total")).isEqualTo(12);
        awaitDone(id(job));
        assertThat(admin.get("/api/sync/jobs/" + id(job)).json().getInt("changed"))
                .isEqualTo(12);
        admin.post("/api/sync/accounts/" + account + "/resume").expect(200);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(operations("status=completed").json().getInt("total"))
                                .isEqualTo(12));
        var done = operations("status=completed&limit=1").items().get(0);
        var detail = admin.get("/api/sync/operations/" + id(done)).expect(200).json();
        assertThat(detail.getString("messageFrom")).contains("anna@example.org");
        assertThat(detail.getString("createdBy")).isEqualTo("console.jobs");
        assertThat(detail.getJsonArray("history").getValuesAs(JsonObject.class))
                .extracting(event -> event.getString("event"))
                .containsExactly("queued", "retried", "attempt", "completed");
        var attempt = detail.getJsonArray("history").getJsonObject(2);
        assertThat(attempt.getString("outcome")).isEqualTo("done");
        assertThat(attempt.getString("node")).isNotBlank();
        assertThat(attempt.getInt("durationMs")).isNotNegative();
        var hours = admin.get("/api/sync/activity?hours=2&account=" + account).items();
        assertThat(hours).hasSize(2);
        assertThat(hours.stream().mapToInt(hour -> hour.getInt("completed")).sum())
                .isEqualTo(12);
        assertThat(admin.get("/api/sync/status").expect(200).json().getInt("completedToday"))
                .isGreaterThanOrEqualTo(12);
    }

    private void awaitDone(long job) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(admin.get("/api/sync/jobs/" + job)
                                .expect(200)
                                .json()
                                .getString("state"))
                        .isEqualTo("done"));
    }

    @Test
    void chosen_operations_are_discarded_and_what_changed_meanwhile_is_skipped() {
        var messages = paused("console.chosen", 3);
        markRead(messages);
        failAll("refused", "NO never");
        var failed = ids(operations("status=failed"));
        assertThat(admin.post("/api/sync/retry/" + failed.get(0))
                        .expect(200)
                        .json()
                        .getInt("skipped"))
                .isZero();
        var ids = failed.stream().map(String::valueOf).collect(Collectors.joining(","));
        var job = admin.post("/api/sync/jobs", "{\"action\":\"discard\",\"ids\":[" + ids + "]}")
                .expect(202)
                .json();
        awaitDone(id(job));
        var done = admin.get("/api/sync/jobs/" + id(job)).json();
        assertThat(done.getInt("changed")).isEqualTo(2);
        assertThat(done.getInt("skipped")).isEqualTo(1);
        assertThat(admin.post("/api/sync/jobs/" + id(job) + "/cancel")
                        .expect(200)
                        .json()
                        .getString("state"))
                .isEqualTo("done");
        assertThat(ids(admin.get("/api/sync/jobs"))).contains(id(job));
        var again = admin.post("/api/sync/discard", "{\"ids\":[" + ids + "]}")
                .expect(200)
                .json();
        assertThat(again.getInt("changed")).isZero();
        assertThat(again.getInt("skipped")).isEqualTo(3);
    }

    @Test
    void accounts_are_paused_resumed_and_fetched_by_an_administrator_who_is_written_down() {
        paused("console.audit", 1);
        assertThat(accountItem().getString("owner")).isEqualTo("console.audit");
        assertThat(owner.get("/api/accounts/" + account).json().getString("state"))
                .isEqualTo("paused");
        assertThat(admin.get("/api/sync/accounts?state=paused&q=CONSOLE.audit")
                        .json()
                        .getInt("total"))
                .isEqualTo(1);
        var resumed = admin.post("/api/sync/accounts/" + account + "/resume")
                .expect(200)
                .json();
        assertThat(resumed.getString("state")).isEqualTo("active");
        admin.post("/api/sync/accounts/" + account + "/pause").expect(200);
        admin.post("/api/sync/accounts/" + account + "/sync").expect(200);
        var trail = admin.get("/api/sync/audit?limit=200").expect(200).items().stream()
                .filter(entry -> entry.getString("target", "").contains("console.audit"))
                .toList();
        assertThat(trail)
                .extracting(entry -> entry.getString("action"))
                .containsExactly("sync", "pause", "resume", "pause", "user_create");
        assertThat(trail)
                .allSatisfy(entry -> assertThat(entry.getString("actor")).isEqualTo("admin"));
        assertThat(trail.get(3).getString("detail")).isEqualTo("the server moves");
        assertThat(trail.get(0).get("detail")).isEqualTo(JsonValue.NULL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activity",
                "groups",
                "operations",
                "operations/1",
                "jobs",
                "jobs/1",
                "accounts",
                "audit",
                "POST jobs",
                "POST jobs/1/cancel",
                "POST accounts/1/pause",
                "POST accounts/1/resume",
                "POST accounts/1/sync"
            })
    void users_are_refused_and_strangers_asked_to_sign_in(String what) {
        assertThat(call(user(), what).status()).isEqualTo(403);
        assertThat(call(ApiClient.anonymous(root), what).status()).isEqualTo(401);
    }

    private ApiClient user() {
        if (ApiClient.anonymous(root).signIn("console.user", ApiClient.PASSWORD).status() == 200) {
            return ApiClient.signedIn(root, "console.user");
        }
        return ApiClient.newUser(root, "console.user");
    }

    private static Answer call(ApiClient client, String what) {
        return what.startsWith("POST ")
                ? client.post("/api/sync/" + what.substring(5), "{}")
                : client.get("/api/sync/" + what);
    }

    private static void problem(Answer answer, int status, String word) {
        answer.expect(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().getString("detail")).contains(word);
        assertThat(answer.body()).doesNotContain("java", "jakarta", "Exception", "select ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activity?hours=0",
                "activity?hours=169",
                "activity?hours=x",
                "activity?account=x",
                "operations?status=gone",
                "operations?status=Pending%00",
                "operations?id=x",
                "operations?kind=explode",
                "operations?errorClass=bad",
                "operations?account=1.5",
                "operations?sort=colour",
                "operations?dir=up",
                "operations?offset=10001",
                "operations?offset=-1",
                "operations?limit=201",
                "operations?q=%00",
                "operations?host=a%0Ab",
                "accounts?state=ill",
                "accounts?sort=size",
                "accounts?dir=up",
                "accounts?offset=-1",
                "accounts?limit=0",
                "accounts?q=%00",
                "audit?limit=0",
                "audit?cursor=abc"
            })
    void a_question_that_makes_no_sense_is_answered_clearly(String query) {
        problem(ApiClient.admin(root).get("/api/sync/" + query), 400, query.replaceAll("^.*\\?(\\w+)=.*$", "$1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"action\":\"explode\",\"filter\":{}}",
                "{\"action\":\"retry\"}",
                "{\"action\":\"retry\",\"ids\":[1],\"filter\":{}}",
                "{\"action\":\"retry\",\"ids\":[null]}",
                "{\"action\":\"retry\",\"ids\":[1.5]}",
                "{\"action\":\"retry\",\"filter\":{\"kind\":\"explode\"}}",
                "{\"action\":\"retry\",\"filter\":{\"account\":\"x\"}}",
                "{\"action\":\"retry\",\"filter\":{\"q\":\"a\\u0000\"}}"
            })
    void a_job_that_makes_no_sense_is_a_bad_request(String body) {
        ApiClient.admin(root).post("/api/sync/jobs", body).expect(400);
    }

    @Test
    void a_body_that_is_no_reason_is_a_bad_request_and_what_is_not_there_answers_404() {
        var client = ApiClient.admin(root);
        client.post("/api/sync/accounts/4000000004711/pause", "{\"reason\":").expect(400);
        client.post("/api/sync/accounts/4000000004711/pause", "{\"reason\":{}}").expect(400);
        client.post("/api/sync/accounts/4000000004711/pause", "{\"reason\":\"" + "x".repeat(201) + "\"}")
                .expect(400);
        for (var what : List.of(
                "accounts/4000000004711/pause",
                "accounts/4000000004711/resume",
                "accounts/4000000004711/sync",
                "jobs/4000000004711/cancel")) {
            problem(client.post("/api/sync/" + what), 404, "4000000004711");
        }
        problem(client.get("/api/sync/jobs/4000000004711"), 404, "4000000004711");
        problem(client.get("/api/sync/operations/4000000004711"), 404, "4000000004711");
        client.get("/api/sync/operations/x").expect(404);
    }

    @Test
    void long_texts_and_any_characters_are_only_looked_for() {
        var client = ApiClient.admin(root);
        for (var q : List.of("%25", "_", "!", "'", "\\%5C", "%F0%9F%98%80")) {
            client.get("/api/sync/operations?q=" + q.replace("\\", "")).expect(200);
            client.get("/api/sync/accounts?q=" + q.replace("\\", "")).expect(200);
        }
        problem(client.get("/api/sync/operations?q=" + "x".repeat(201)), 400, "200");
    }
}
