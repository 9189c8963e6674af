package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mailback.rig.PostgresServer;
import org.mailback.server.ApiClient;
import org.mailback.server.MailbackDeployment;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

@ExtendWith(ArquillianExtension.class)
class HealthIT {

    private final URI management =
            URI.create("http://127.0.0.1:" + System.getProperty("mailback.test.management-port"));

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    private List<String> checks(String path) {
        var answer = ApiClient.anonymous(management).get(path).expect(200).json();
        assertThat(answer.getString("status")).isEqualTo("UP");
        return answer.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .map(check -> check.getString("name"))
                .toList();
    }

    @Test
    void a_node_is_ready_when_database_and_broker_answer() {
        assertThat(checks("/health/ready")).contains("database", "messaging");
    }

    @Test
    void a_node_says_that_it_is_alive() {
        assertThat(checks("/health/live")).contains("threads");
    }

    @Test
    void a_node_without_its_database_is_alive_but_not_ready_and_says_so() {
        try (var postgres = PostgresServer.start();
                var node = WildFlyNode.with("health", postgres.createDatabase("health"))
                        .start()) {
            var probes = ApiClient.anonymous(node.managementUrl());
            postgres.close();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                var answer = probes.get("/health/ready").expect(503).json();
                assertThat(answer.getJsonArray("checks").getValuesAs(JsonObject.class))
                        .filteredOn(check -> check.getString("status").equals("DOWN"))
                        .extracting(check -> check.getString("name"))
                        .containsExactly("database");
            });
            probes.get("/health/live").expect(200);
            var refused = ApiClient.anonymous(node.url())
                    .signIn("admin", TestWorld.ADMIN_PASSWORD)
                    .expect(503);
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(refused.json().getString("incident")).isNotBlank();
            assertThat(refused.body()).doesNotContain("xception", "jdbc", "postgres");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(complaints(node)).contains("org.mailback.sync.SyncTimer"));
            assertThat(complaints(node))
                    .as("of every timer once, however often it looks")
                    .doesNotHaveDuplicates();
            assertThat(read(node)).doesNotContain("WFLYEJB0034", "IJ000604", "SqlExceptionHelper");
        }
    }

    private static List<String> complaints(WildFlyNode node) {
        return read(node)
                .lines()
                .filter(line -> line.contains("has to wait for the database"))
                .map(line -> line.replaceFirst(".*?\\[(org.mailback[^]]*)].*", "$1"))
                .toList();
    }

    private static String read(WildFlyNode node) {
        try {
            return Files.readString(node.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
