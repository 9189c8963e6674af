package org.mailback.web.health;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the broker answers: without it work is found by the timer only, seconds late. */
@Readiness
@ApplicationScoped
public class MessagingHealth implements HealthCheck {

    @Resource(lookup = "java:/JmsXA")
    ConnectionFactory connectionFactory;

    @Resource(lookup = "java:/jms/queue/MailbackHints")
    Queue queue;

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("messaging");
        try (var context = connectionFactory.createContext();
                var browser = context.createBrowser(queue)) {
            return response.up()
                    .withData("hintsWaiting", browser.getEnumeration().hasMoreElements())
                    .build();
        } catch (JMSException | JMSRuntimeException e) {
            return response.down().withData("reason", "no connection").build();
        }
    }
}
