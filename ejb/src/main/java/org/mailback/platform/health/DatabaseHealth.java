package org.mailback.platform.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the database answers. */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {

    private static final int SECONDS = 2;

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("database");
        try {
            DataSource dataSource = InitialContext.doLookup("java:/jdbc/MailbackDS");
            try (var connection = dataSource.getConnection()) {
                return response.status(connection.isValid(SECONDS)).build();
            }
        } catch (SQLException | NamingException e) {
            return response.down().withData("reason", "no connection").build();
        }
    }
}
