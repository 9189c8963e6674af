package org.mailback.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What WildFly compresses, as its scripts tell it to. */
@ExtendWith(ArquillianExtension.class)
class CompressionIT {

    @ArquillianResource
    URI root;

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/admin/", "/assets/mail/mail.js", "/assets/mail/mail.css", "/favicon.svg", "/api/users"})
    void what_is_text_is_compressed(String path) throws IOException {
        var client = ApiClient.admin(root);
        var plain = client.get(path).expect(200);
        assertThat(plain.header("Content-Encoding")).isEmpty();
        var compressed = client.send(client.request(path).header("Accept-Encoding", "gzip"))
                .expect(200);
        assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
        try (var unpacked = new GZIPInputStream(
                new ByteArrayInputStream(compressed.response().body()))) {
            assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(plain.body());
        }
    }

    @Test
    void what_did_not_change_is_not_sent_again() {
        var client = ApiClient.anonymous(root);
        var path = "/assets/mail/mail.js";
        var first = client.send(client.request(path).header("Accept-Encoding", "gzip"))
                .expect(200);
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        var changed = client.request(path).header("If-Modified-Since", first.header("Last-Modified"));
        client.send(changed.header("Accept-Encoding", "gzip")).expect(304);
    }
}
