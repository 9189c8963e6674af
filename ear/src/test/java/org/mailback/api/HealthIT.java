package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mailback.server.ApiClient;
import org.mailback.server.MailbackDeployment;

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
}
