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
import org.mailback.server.ApiClient.Answer;
import org.mailback.server.MailbackDeployment;

/** The catalogue of bad input: each answers clearly, as problem+json, without a word about the inside. */
@ExtendWith(ArquillianExtension.class)
class ProblemIT {

    @ArquillianResource
    URI root;

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    private static Answer problem(Answer answer, int status) {
        answer.expect(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().getInt("status")).isEqualTo(status);
        assertThat(answer.json().getString("title")).isNotBlank();
        assertThat(answer.json().getString("detail")).isNotBlank();
        assertThat(answer.body()).doesNotContain("java", "jakarta", "RESTEASY", "Exception", "hibernate", "select ");
        return answer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{\"action\":",
                "{\"action\":\"trash\",\"ids\":[1,]}",
                "not json at all",
                "{}",
                "{\"ids\":[1]}",
                "{\"action\":\"trash\"}",
                "{\"action\":\"explode\",\"ids\":[1]}",
                "{\"action\":7,\"ids\":[1]}",
                "{\"action\":\"trash\",\"ids\":\"1\"}",
                "{\"action\":\"trash\",\"ids\":7}",
                "{\"action\":\"trash\",\"ids\":{\"a\":1}}",
                "{\"action\":\"trash\",\"ids\":[\"x\"]}",
                "{\"action\":\"trash\",\"ids\":[1.5]}",
                "{\"action\":\"trash\",\"ids\":[null]}",
                "{\"action\":\"trash\",\"ids\":[true]}",
                "{\"action\":\"trash\",\"ids\":[18446744073709551617]}",
                "{\"action\":\"trash\",\"ids\":[1e30]}",
                "{\"action\":\"trash\",\"folder\":1}",
                "{\"action\":\"trash\",\"folder\":\"INBOX\",\"upTo\":1}",
                "{\"action\":\"trash\",\"folder\":1,\"upTo\":1,\"ids\":[1]}",
                "{\"action\":\"trash\",\"folder\":1,\"upTo\":1,\"exceptIds\":[null]}"
            })
    void a_bulk_action_that_makes_no_sense_is_a_bad_request(String body) {
        problem(ApiClient.admin(root).post("/api/messages/bulk", body), 400);
    }

    @Test
    void unknown_fields_are_no_harm() {
        var answer = ApiClient.admin(root)
                .post("/api/messages/bulk", "{\"action\":\"trash\",\"ids\":[4711],\"colour\":{\"deep\":[1,2]}}")
                .expect(200);
        assertThat(answer.json().getJsonArray("refused").getJsonObject(0).getString("reason"))
                .isEqualTo("unknown");
    }

    @Test
    void more_ids_than_allowed_are_too_many() {
        var ids = new StringBuilder("1");
        for (int i = 2; i <= 10_001; i++) {
            ids.append(',').append(i);
        }
        var admin = ApiClient.admin(root);
        problem(admin.post("/api/messages/bulk", "{\"action\":\"trash\",\"ids\":[" + ids + "]}"), 413);
        problem(admin.post("/api/sync/retry", "{\"ids\":[" + ids + "]}"), 413);
    }

    @Test
    void what_nests_without_end_is_a_bad_request() {
        var body = "{\"colour\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        problem(ApiClient.admin(root).post("/api/messages/bulk", body), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "messages/4000000004711",
        "messages/4000000004711/attachments/1",
        "messages/abc",
        "messages/99999999999999999999",
        "messages/-1",
        "folders/4000000004711/messages",
        "folders/abc/messages",
        "accounts/4000000004711",
        "accounts/4000000004711/folders",
        "accounts/%00",
        "nothing",
        "messages/1/attachments/..%2F1",
    })
    void what_is_not_there_answers_404(String path) {
        problem(ApiClient.admin(root).get("/api/" + path), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mark-read", "mark-unread", "trash", "restore", "explode"})
    void an_action_on_an_unknown_message_answers_404(String action) {
        problem(ApiClient.admin(root).post("/api/messages/4000000004711/" + action), 404);
    }

    @Test
    void deleting_what_is_unknown_answers_404() {
        var admin = ApiClient.admin(root);
        problem(admin.delete("/api/messages/4000000004711"), 404);
        problem(admin.delete("/api/accounts/4000000004711"), 404);
        problem(admin.post("/api/sync/retry/4000000004711"), 404);
        problem(admin.post("/api/sync/discard/4000000004711"), 404);
        problem(admin.post("/api/accounts/4000000004711/sync"), 404);
        problem(admin.patch("/api/users/nobody.at.all", "{\"role\":\"user\"}"), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=201",
                "limit=abc",
                "limit=99999999999",
                "cursor=abc",
                "cursor=MS4yLjM",
                "kind=explode",
                "errorClass=bad",
                "account=x"
            })
    void a_query_that_makes_no_sense_is_a_bad_request(String query) {
        var admin = ApiClient.admin(root);
        problem(admin.get("/api/sync/failed?" + query), 400);
        problem(admin.get("/api/sync/pending?" + query), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ids\":[1],\"filter\":{}}",
                "{\"ids\":[null]}",
                "{\"ids\":\"x\"}",
                "{\"filter\":[]}",
                "{\"filter\":{\"kind\":\"explode\"}}",
                "{\"filter\":{\"account\":\"x\"}}"
            })
    void a_choice_of_operations_that_makes_no_sense_is_a_bad_request(String body) {
        var admin = ApiClient.admin(root);
        problem(admin.post("/api/sync/retry", body), 400);
        problem(admin.post("/api/sync/discard", body), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"email\":\"x\",\"host\":\"h\",\"username\":\"u\",\"password\":\"p\"}",
                "{\"email\":\"a@b\",\"username\":\"u\",\"password\":\"p\"}",
                "{\"email\":\"a@b\",\"host\":\"h/../x\",\"username\":\"u\",\"password\":\"p\"}",
                "{\"email\":\"a@b\",\"host\":\"h\",\"port\":0,\"username\":\"u\",\"password\":\"p\"}",
                "{\"email\":\"a@b\",\"host\":\"h\",\"port\":65536,\"username\":\"u\",\"password\":\"p\"}",
                "{\"email\":\"a@b\",\"host\":\"h\",\"port\":\"imap\",\"username\":\"u\",\"password\":\"p\"}",
                "{\"email\":\"a@b\",\"host\":\"h\",\"tls\":\"maybe\",\"username\":\"u\",\"password\":\"p\"}",
                "{\"email\":\"a@b\",\"host\":\"h\",\"username\":\"u\\r\\nA1 LOGOUT\",\"password\":\"p\"}",
                "{\"email\":\"a@b\",\"host\":\"h\",\"username\":\"u\",\"password\":\"p\\u0000\"}",
                "{\"email\":\"a@b\",\"host\":\"h\",\"username\":\"u\"}"
            })
    void an_account_that_cannot_be_is_a_bad_request_and_nobody_is_asked(String body) {
        problem(ApiClient.admin(root).post("/api/accounts", body), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"\",\"password\":\"mailback\"}",
                "{\"name\":\"two words\",\"password\":\"mailback\"}",
                "{\"name\":\"short\",\"password\":\"short\"}",
                "{\"name\":\"norole\",\"password\":\"mailback\",\"role\":\"king\"}",
                "{\"name\":\"nul\\u0000\",\"password\":\"mailback\"}"
            })
    void a_user_that_cannot_be_is_a_bad_request(String body) {
        problem(ApiClient.admin(root).post("/api/users", body), 400);
    }

    @Test
    void the_wrong_method_and_the_wrong_type_are_told_apart() {
        var admin = ApiClient.admin(root);
        assertThat(problem(admin.delete("/api/accounts"), 405).header("Allow")).contains("GET", "POST");
        problem(
                admin.send(admin.request("/api/accounts")
                        .header("Accept", "text/html")
                        .GET()),
                406);
        problem(admin.send(admin.request("/api/session").POST(BodyPublishers.ofString("x"))), 415);
    }

    @Test
    void an_unknown_page_answers_as_clearly() {
        problem(ApiClient.anonymous(root).get("/nothing/here"), 404);
        ApiClient.anonymous(root).get("/WEB-INF/web.xml").expect(404);
    }

    @Test
    void the_openapi_document_names_every_path() {
        var document = ApiClient.anonymous(root).get("/openapi").expect(200).body();
        assertThat(document)
                .contains(
                        "/api/session",
                        "/api/accounts",
                        "/api/accounts/{id}/folders",
                        "/api/folders/{id}/messages",
                        "/api/messages/{id}",
                        "/api/messages/bulk",
                        "/api/messages/{id}/mark-read",
                        "/api/sync/pending",
                        "/api/sync/retry/{id}",
                        "/api/sync/status",
                        "/api/users");
    }
}
