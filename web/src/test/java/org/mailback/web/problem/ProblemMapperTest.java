package org.mailback.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.bind.JsonbException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.mailbox.MailboxProblem.Kind;

class ProblemMapperTest {

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 404, not-found",
        "INVALID, 400, invalid",
        "CONFLICT, 409, conflict",
        "TOO_MANY, 413, too-many",
        "TOO_LARGE, 422, too-large",
        "GONE, 410, gone",
        "PROVIDER_REFUSED, 422, provider-refused",
        "PROVIDER_UNREACHABLE, 502, provider-unreachable",
        "PROVIDER_BUSY, 502, provider-busy",
        "HOST_UNKNOWN, 502, host-unknown",
        "PORT_CLOSED, 502, port-closed",
        "NO_ANSWER, 502, no-answer",
        "NOT_IMAP, 502, not-imap",
        "TLS_NOT_OFFERED, 502, tls-not-offered",
        "TLS_REQUIRED, 502, tls-required",
        "TLS_NOT_TRUSTED, 502, tls-not-trusted",
    })
    void each_kind_of_problem_has_its_status_and_its_word(Kind kind, int status, String word) {
        var problem = ProblemMapper.of(new MailboxProblem(kind, "what happened"));
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.type()).isEqualTo("urn:mailback:problem:" + word);
        assertThat(problem.detail()).isEqualTo("what happened");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_body_has_what_rfc_9457_asks_for(Kind kind) {
        assertThat(ProblemMapper.of(new MailboxProblem(kind, "a \"quoted\" <detail> ü"))
                        .json())
                .contains(
                        "\"type\":\"urn:", "\"title\":\"", "\"status\":", "\"detail\":\"a \\\"quoted\\\" <detail> ü\"")
                .doesNotContain("incident", "\"title\":\"Problem\"");
    }

    @Test
    void a_problem_names_the_field_to_mend_and_repeats_what_the_provider_said() {
        var problem =
                ProblemMapper.of(new MailboxProblem(Kind.PROVIDER_REFUSED, "Check both.", "password", "NO \"x\""));
        assertThat(problem.json()).contains("\"field\":\"password\"", "\"said\":\"NO \\\"x\\\"\"");
        assertThat(ProblemMapper.of(new MailboxProblem(Kind.GONE, "gone")).json())
                .doesNotContain("field", "said");
    }

    @Test
    void what_fails_inside_is_told_as_an_incident_only() {
        assertThat(Problem.internal("4711").json())
                .contains("\"incident\":\"4711\"", "\"status\":500")
                .doesNotContain("Exception");
    }

    @Test
    void what_jax_rs_refuses_is_explained_in_own_words() {
        for (int status : Arrays.asList(401, 403, 404, 405, 406, 413, 415, 418)) {
            assertThat(ProblemMapper.refused(status).status()).isEqualTo(status);
            assertThat(ProblemMapper.refused(status).detail()).isNotBlank();
        }
    }

    @Test
    void a_wrong_field_is_named_without_naming_classes() {
        var failure = new RuntimeException(
                "x",
                new JsonbException(
                        "Unable to deserialize property 'ids' because of: Error deserialize JSON value into type: class java.lang.Long."));
        assertThat(JsonBodies.explain(failure).detail()).isEqualTo("The field ids has a value of the wrong type.");
        assertThat(JsonBodies.explain(new JsonbException("java.lang.Internal")).detail())
                .doesNotContain("java");
    }
}
