package org.mailback.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailback.demo.DemoSettings.Database;
import org.mailback.demo.DemoSettings.Imap;

class DemoSettingsTest {

    @Test
    void without_any_variable_everything_is_embedded() {
        var settings = DemoSettings.from(Map.of());
        assertThat(settings.httpPort()).isEqualTo(8080);
        assertThat(settings.httpPortAsked()).isFalse();
        assertThat(settings.nodes()).isEqualTo(1);
        assertThat(settings.database()).isNull();
        assertThat(settings.imap()).isNull();
        assertThat(settings.embeddedMail()).isTrue();
        assertThat(settings.directory()).isEqualTo(Path.of(System.getProperty("user.home"), ".mailback-demo"));
    }

    @Test
    void an_existing_database_and_mail_server_are_used() {
        var settings = DemoSettings.from(Map.of(
                "MAILBACK_HTTP_PORT", "9000",
                "MAILBACK_DEMO_NODES", "3",
                "MAILBACK_DB_URL", "jdbc:postgresql://db/mail",
                "MAILBACK_DB_USER", "me",
                "MAILBACK_DB_PASSWORD", "word",
                "MAILBACK_DEMO_IMAP", "imap.example.org:993",
                "MAILBACK_DEMO_IMAP_TLS", "tls",
                "MAILBACK_DEMO_IMAP_PASSWORD", "secret"));
        assertThat(settings.httpPort()).isEqualTo(9000);
        assertThat(settings.httpPortAsked()).isTrue();
        assertThat(settings.nodes()).isEqualTo(3);
        assertThat(settings.database()).isEqualTo(new Database("jdbc:postgresql://db/mail", "me", "word"));
        assertThat(settings.imap()).isEqualTo(new Imap("imap.example.org", 993, "tls", "secret"));
        assertThat(settings.embeddedMail()).isFalse();
    }

    @Test
    void mail_can_be_left_out() {
        var settings = DemoSettings.from(Map.of("MAILBACK_DEMO_IMAP", "off"));
        assertThat(settings.imap()).isNull();
        assertThat(settings.embeddedMail()).isFalse();
    }

    @Test
    void an_empty_variable_is_as_good_as_none() {
        assertThat(DemoSettings.from(Map.of("MAILBACK_HTTP_PORT", " ", "MAILBACK_DB_URL", "")))
                .isEqualTo(DemoSettings.from(Map.of()));
    }

    @Test
    void a_wrong_value_is_named() {
        refused("MAILBACK_HTTP_PORT", "http", "MAILBACK_HTTP_PORT must be a port between 1 and 65535, not http");
        refused("MAILBACK_HTTP_PORT", "70000", "not 70000");
        refused("MAILBACK_DEMO_NODES", "0", "MAILBACK_DEMO_NODES must be a number between 1 and 5, not 0");
        refused("MAILBACK_DEMO_NODES", "6", "not 6");
        refused("MAILBACK_DEMO_NODES", "two", "not two");
        refused("MAILBACK_DB_URL", "postgres://db", "MAILBACK_DB_URL must begin with jdbc:postgresql:");
        refused("MAILBACK_DEMO_IMAP", "imap.example.org", "must be \"off\" or host:port");
        refused("MAILBACK_DEMO_IMAP", "imap.example.org:x", "MAILBACK_DEMO_IMAP must be a port");
    }

    private static void refused(String name, String value, String message) {
        assertThatThrownBy(() -> DemoSettings.from(Map.of(name, value)))
                .isInstanceOf(DemoProblem.class)
                .hasMessageContaining(message);
    }
}
