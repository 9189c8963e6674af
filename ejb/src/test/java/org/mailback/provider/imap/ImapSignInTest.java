package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderRole;
import org.mailback.provider.Obstacle;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.RemoteFolder;
import org.mailback.provider.TlsMode;
import org.mailback.provider.UidRange;
import org.mailback.rig.DovecotServer;

class ImapSignInTest extends ProxiedImapTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO [AUTHENTICATIONFAILED] wrong",
                "NO [EXPIRED] old",
                "NO [AUTHORIZATIONFAILED] x",
                "NO [CONTACTADMIN] x",
                "NO LOGIN failed."
            })
    void refused_credentials_are_not_tried_again(String answer) {
        proxy.when("LOGIN").answer(answer);

        assertThatThrownBy(() -> provider.folders(access))
                .isInstanceOf(ProviderFailure.AuthenticationRefused.class)
                .hasMessageContaining(answer)
                .hasMessageNotContaining(PASSWORD);
        assertThat(proxy.commands("LOGIN")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO [UNAVAILABLE] down",
                "NO [LIMIT] 20 of 20",
                "NO [INUSE] x",
                "NO [ALERT] Too many simultaneous connections.",
                "NO Temporary authentication failure."
            })
    void a_server_without_time_is_throttling(String answer) {
        proxy.when("LOGIN").answer(answer);

        assertThatThrownBy(() -> provider.folders(access))
                .isInstanceOf(ProviderFailure.Throttled.class)
                .hasMessageContaining(answer);
        assertThat(proxy.commands("LOGIN")).hasSize(1);
    }

    @Test
    void a_server_may_say_how_long_to_wait() {
        proxy.when("LOGIN").answer("NO Request is throttled. Suggested Backoff Time: 60000 milliseconds");

        var failure = (ProviderFailure.Throttled) catchThrowable(() -> provider.folders(access));

        assertThat(failure.until())
                .isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(61));
    }

    @Test
    void too_many_connections_are_throttling() {
        try (var small = DovecotServer.with().connectionsPerUser(1).start()) {
            small.addUser("anna", PASSWORD);
            var account = new AccountAccess(900, small.host(), small.port(), TlsMode.NONE, "anna", PASSWORD);
            var other = new ImapProvider(TestSettings.hasty());
            await().ignoreExceptionsInstanceOf(ProviderFailure.Throttled.class) // until the first sign-in is forgotten
                    .untilAsserted(() -> assertThat(other.folders(account)).isNotEmpty());

            assertThatThrownBy(() -> provider.folders(account)).isInstanceOf(ProviderFailure.Throttled.class);
            other.forget(account.accountId());
            await().ignoreExceptionsInstanceOf(ProviderFailure.Throttled.class)
                    .untilAsserted(() -> assertThat(provider.folders(account)).isNotEmpty());
            other.close();
        }
    }

    @Test
    void nothing_is_sent_when_the_server_is_not_there_or_silent_or_no_mail_server() {
        proxy.down();
        assertThatThrownBy(() -> provider.folders(access)).isInstanceOf(ProviderFailure.NotSent.class);
        proxy.up();
        proxy.blackHole();
        assertThatThrownBy(() -> provider.folders(access)).isInstanceOf(ProviderFailure.NotSent.class);
        proxy.clearRules();
        proxy.rewrite("^\\* OK .*", "HTTP/1.1 400 Bad Request");
        assertThatThrownBy(() -> provider.folders(access)).isInstanceOf(ProviderFailure.NotSent.class);
        var unknown = new AccountAccess(1, "nowhere.invalid", 143, TlsMode.NONE, "a", PASSWORD);
        assertThatThrownBy(() -> provider.folders(unknown))
                .isInstanceOf(ProviderFailure.NotSent.class)
                .hasMessageContaining("nowhere.invalid");
    }

    @Test
    void a_greeting_that_says_goodbye_is_throttling() {
        proxy.rewrite("^\\* OK .*ready.*", "* BYE Too many connections");

        assertThatThrownBy(() -> provider.folders(access))
                .isInstanceOf(ProviderFailure.Throttled.class)
                .hasMessageContaining("Too many connections");
    }

    @Test
    void one_sign_in_serves_many_calls_and_new_credentials_sign_in_anew() {
        for (var call = 0; call < 5; call++) {
            provider.state(access, "INBOX");
        }
        assertThat(proxy.commands("LOGIN")).hasSize(1);

        server.addUser(access.username(), "other");
        var changed = new AccountAccess(
                access.accountId(), access.host(), access.port(), access.tls(), access.username(), "other");
        provider.state(changed, "INBOX");
        assertThat(proxy.commands("LOGIN")).hasSize(2);

        provider.forget(access.accountId());
        await().untilAsserted(() -> assertThat(proxy.openConnections()).isZero());
    }

    @Test
    void settings_that_are_only_tried_leave_no_connection_behind() {
        var tried = new AccountAccess(0, access.host(), access.port(), access.tls(), access.username(), PASSWORD);

        assertThat(provider.folders(tried)).isNotEmpty();

        await().untilAsserted(() -> assertThat(proxy.openConnections()).isZero());
    }

    @Test
    void connections_are_not_kept_for_longer_than_agreed() {
        var shortly = new ImapProvider(new ImapSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(1),
                2,
                500,
                null));
        shortly.state(access, "INBOX");
        await().pollDelay(Duration.ofMillis(10)).until(() -> true);
        shortly.state(access, "INBOX");

        assertThat(proxy.commands("LOGIN")).hasSize(2);
        shortly.close();
    }

    @Test
    void an_account_has_two_connections_at_the_same_time_and_no_more() {
        var patient = new ImapProvider(TestSettings.patient());
        var hold = proxy.when("SELECT").holdCommand();
        var calls = IntStream.range(0, 5)
                .mapToObj(call -> CompletableFuture.supplyAsync(
                        () -> patient.state(access, "INBOX"), work -> new Thread(work).start()))
                .toList();
        await().until(() -> hold.hits() == 2);

        assertThat(proxy.connectionsEver()).isEqualTo(2);
        hold.release();
        assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(Duration.ofSeconds(5)));
        assertThat(proxy.connectionsEver()).isEqualTo(2);
        patient.close();
    }

    @Test
    void passwords_beyond_ascii_work() {
        server.addUser(access.username(), "gr\u00fcn\u20ac \"\\");
        var account = new AccountAccess(
                access.accountId(),
                access.host(),
                access.port(),
                access.tls(),
                access.username(),
                "gr\u00fcn\u20ac \"\\");

        assertThat(provider.folders(account)).isNotEmpty();
        proxy.hideCapability("AUTH=PLAIN");
        provider.forget(access.accountId());
        assertThat(provider.folders(account)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TLS, true", "STARTTLS, true", "TLS, false", "STARTTLS, false"})
    void tls_needs_a_trusted_certificate(TlsMode mode, boolean trusted) throws Exception {
        try (var secure = DovecotServer.with().tls().start()) {
            secure.addUser("anna", PASSWORD).client("anna", PASSWORD).append("INBOX", "<1@x>");
            var port = mode == TlsMode.TLS ? secure.tlsPort() : secure.port();
            var account = new AccountAccess(901, secure.host(), port, mode, "anna", PASSWORD);
            var patient = TestSettings.patient();
            var mine = new ImapProvider(new ImapSettings(
                    patient.connectTimeout(),
                    patient.readTimeout(),
                    patient.callLimit(),
                    patient.keepIdle(),
                    2,
                    10,
                    trusted ? trusting(secure) : null));

            if (trusted) {
                var folder = new FolderRef("INBOX", mine.state(account, "INBOX").uidValidity());
                assertThat(mine.messages(account, folder, new UidRange(1, 10))).hasSize(1);
                assertThat(mine.state(account, "INBOX").exists()).isEqualTo(1);
            } else {
                assertThatThrownBy(() -> mine.folders(account)).isInstanceOf(ProviderFailure.NotSent.class);
            }
            mine.close();
        }
    }

    private Obstacle obstacle(String host, int port, TlsMode mode) {
        var account = new AccountAccess(902, host, port, mode, access.username(), PASSWORD);
        var failure = catchThrowable(() -> provider.folders(account));
        return ((ProviderFailure.NotSent) failure).obstacle();
    }

    @Test
    void what_is_in_the_way_is_told_apart() throws Exception {
        assertThat(obstacle("nowhere.invalid", 143, TlsMode.TLS)).isEqualTo(Obstacle.HOST_UNKNOWN);
        assertThat(obstacle(access.host(), access.port(), TlsMode.TLS)).isEqualTo(Obstacle.TLS_NOT_OFFERED);
        assertThat(obstacle(access.host(), access.port(), TlsMode.STARTTLS)).isEqualTo(Obstacle.TLS_NOT_OFFERED);
        try (var secure = DovecotServer.with().tls().start()) {
            for (var mode : List.of(TlsMode.TLS, TlsMode.STARTTLS)) {
                assertThat(obstacle(secure.host(), mode == TlsMode.TLS ? secure.tlsPort() : secure.port(), mode))
                        .isEqualTo(Obstacle.CERTIFICATE_NOT_TRUSTED);
            }
            assertThat(obstacle(secure.host(), secure.tlsPort(), TlsMode.NONE)).isEqualTo(Obstacle.SILENCE);
        }
        proxy.rewrite("^\\* OK .*", "HTTP/1.1 400 Bad Request");
        assertThat(obstacle(access.host(), access.port(), TlsMode.NONE)).isEqualTo(Obstacle.OTHER_PROTOCOL);
        proxy.clearRules();
        proxy.blackHole();
        assertThat(obstacle(access.host(), access.port(), TlsMode.NONE)).isEqualTo(Obstacle.SILENCE);
        proxy.down();
        assertThat(obstacle(access.host(), access.port(), TlsMode.NONE)).isEqualTo(Obstacle.PORT_CLOSED);
    }

    @Test
    void without_starttls_no_password_is_sent() {
        var account = new AccountAccess(
                access.accountId(), access.host(), access.port(), TlsMode.STARTTLS, access.username(), PASSWORD);

        assertThatThrownBy(() -> provider.folders(account))
                .isInstanceOf(ProviderFailure.NotSent.class)
                .hasMessageContaining("STARTTLS");
        assertThat(proxy.commands("LOGIN|AUTHENTICATE")).isEmpty();
    }

    @Test
    void the_trash_is_the_one_that_the_server_names() {
        var roles = rolesOf(DovecotServer.with()
                .withoutFolders()
                .folder("Papierkorb", "\\Trash")
                .folder("Trash", "")
                .folder("Projects/Trash", ""));

        assertThat(roles.stream().filter(folder -> folder.role() == FolderRole.TRASH))
                .containsExactly(new RemoteFolder("Papierkorb", FolderRole.TRASH, true));
    }

    @Test
    void the_trash_is_found_by_its_name_below_a_prefix() {
        var roles = rolesOf(DovecotServer.with()
                .withoutFolders()
                .folder("Trash", "")
                .folder("Work.Old.Trash", "")
                .separator('.')
                .prefix("INBOX."));

        assertThat(roles.stream().filter(folder -> folder.role() == FolderRole.TRASH))
                .containsExactly(new RemoteFolder("INBOX.Trash", FolderRole.TRASH, false));
    }

    @Test
    void the_trash_is_found_by_its_name_in_another_language() {
        var roles = rolesOf(DovecotServer.with()
                .withoutFolders()
                .folder("Gel\u00f6schte Elemente", "")
                .folder("Gesendet", ""));

        assertThat(roles)
                .contains(
                        new RemoteFolder("Gel\u00f6schte Elemente", FolderRole.TRASH, false),
                        new RemoteFolder("Gesendet", FolderRole.SENT, false));
    }

    private List<RemoteFolder> rolesOf(DovecotServer.Options options) {
        try (var mine = options.start()) {
            mine.addUser("anna", PASSWORD);
            var account = new AccountAccess(0, mine.host(), mine.port(), TlsMode.NONE, "anna", PASSWORD);
            return provider.folders(account).stream().collect(Collectors.toList());
        }
    }

    private static SSLContext trusting(DovecotServer secure) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("imap", secure.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
