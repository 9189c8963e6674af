package org.mailback.platform.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the broker answers: without it work is found by the timer only, seconds late. */
@Readiness
@ApplicationScoped
public class MessagingHealth implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("messaging");
        try {
            ConnectionFactory connectionFactory = InitialContext.doLookup("java:/JmsXA");
            Queue queue = InitialContext.doLookup("java:/jms/queue/MailbackHints");
            try (var context = connectionFactory.createContext();
                    var browser = context.createBrowser(queue)) {
                return response.up()
                        .withData("hintsWaiting", browser.getEnumeration().hasMoreElements())
                        .build();
            }
        } catch (JMSException | JMSRuntimeException | NamingException e) {
            return response.down().withData("reason", "no connection").build();
        }
    }
}
