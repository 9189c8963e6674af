package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailback.mailbox.AccountSettings;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.mailbox.MailboxProblem.Kind;
import org.mailback.provider.Obstacle;
import org.mailback.provider.ProviderFailure;

class ConnectingProblemTest {

    private static MailboxProblem problem(String tls, ProviderFailure failure) {
        return new ConnectingProblem(new AccountSettings("imap.x.org", 143, tls, "ann", "secret")).of(failure);
    }

    private static MailboxProblem problem(Obstacle obstacle) {
        return problem("starttls", new ProviderFailure.NotSent("imap.x.org:143: what happened", null, obstacle));
    }

    @ParameterizedTest
    @CsvSource({
        "HOST_UNKNOWN, HOST_UNKNOWN, host",
        "PORT_CLOSED, PORT_CLOSED, port",
        "SILENCE, NO_ANSWER, host",
        "OTHER_PROTOCOL, NOT_IMAP, port",
        "TLS_NOT_OFFERED, TLS_NOT_OFFERED, tls",
        "TLS_REQUIRED, TLS_REQUIRED, tls",
        "CERTIFICATE_NOT_TRUSTED, TLS_NOT_TRUSTED, host",
        "OTHER, PROVIDER_UNREACHABLE,",
    })
    void each_obstacle_names_the_field_to_mend(Obstacle obstacle, Kind kind, String field) {
        assertThat(problem(obstacle).kind()).isEqualTo(kind);
        assertThat(problem(obstacle).field()).isEqualTo(field);
    }

    @ParameterizedTest
    @EnumSource(Obstacle.class)
    void the_sentence_says_what_to_do_and_the_servers_words_stand_beside_it(Obstacle obstacle) {
        assertThat(problem(obstacle))
                .hasMessageContaining("imap.x.org")
                .hasMessageMatching("(?s).*(Check|Choose).*\\.");
        assertThat(problem(obstacle).said()).isEqualTo("imap.x.org:143: what happened");
        assertThat(problem(obstacle).getMessage()).doesNotContain("secret", "what happened");
    }

    @Test
    void a_refused_password_and_a_password_refused_for_lack_of_tls_are_two_things() {
        var wrong = problem("tls", new ProviderFailure.AuthenticationRefused("NO [AUTHENTICATIONFAILED] no"));
        assertThat(wrong.kind()).isEqualTo(Kind.PROVIDER_REFUSED);
        assertThat(wrong.field()).isEqualTo("password");
        var unprotected = problem("none", new ProviderFailure.AuthenticationRefused("NO [PRIVACYREQUIRED] no"));
        assertThat(unprotected.kind()).isEqualTo(Kind.TLS_REQUIRED);
        assertThat(unprotected.field()).isEqualTo("tls");
    }

    @Test
    void a_server_that_is_busy_or_shows_no_folders_is_no_fault_of_a_field() {
        assertThat(problem("tls", new ProviderFailure.Throttled("too many", null)))
                .returns(Kind.PROVIDER_BUSY, MailboxProblem::kind)
                .returns(null, MailboxProblem::field);
        assertThat(problem("tls", new ProviderFailure.FolderGone("INBOX")))
                .returns(Kind.PROVIDER_UNREACHABLE, MailboxProblem::kind)
                .returns(null, MailboxProblem::field);
    }

    @Test
    void the_innermost_cause_tells_the_obstacle() {
        assertThat(Obstacle.of(new RuntimeException(new UnknownHostException("x"))))
                .isEqualTo(Obstacle.HOST_UNKNOWN);
        assertThat(Obstacle.of(new ConnectException("Connection refused"))).isEqualTo(Obstacle.PORT_CLOSED);
        assertThat(Obstacle.of(new ConnectException("Connection timed out"))).isEqualTo(Obstacle.SILENCE);
        assertThat(Obstacle.of(new SocketTimeoutException("Read timed out"))).isEqualTo(Obstacle.SILENCE);
        assertThat(Obstacle.of(new SSLHandshakeException("PKIX").initCause(new CertificateException("no path"))))
                .isEqualTo(Obstacle.CERTIFICATE_NOT_TRUSTED);
        assertThat(Obstacle.of(new SSLException("Unsupported or unrecognized SSL message")))
                .isEqualTo(Obstacle.TLS_NOT_OFFERED);
        assertThat(Obstacle.of(new NoRouteToHostException("No route to host"))).isEqualTo(Obstacle.SILENCE);
        assertThat(Obstacle.of(new IllegalStateException())).isEqualTo(Obstacle.OTHER);
        assertThat(Obstacle.of(null)).isEqualTo(Obstacle.OTHER);
    }
}
