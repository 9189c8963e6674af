package org.mailback.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class DeploymentIT {

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    @Test
    void the_ear_answers_at_the_root(@ArquillianResource URI root) throws IOException, InterruptedException {
        assertThat(root.getPath()).isEqualTo("/");
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(root.resolve("/api/nothing-here")).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
    }
}
