package org.mailback.server;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Resource;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the EAR finds on the server that docker/cli configures. */
@ExtendWith(ArquillianExtension.class)
class ContainerIT {

    @Resource
    private DataSource defaultDataSource;

    @Resource(lookup = "java:/jms/queue/MailbackHints")
    private Queue hints;

    @Resource(lookup = "java:/jms/topic/MailbackEvents")
    private Topic events;

    @Deployment
    static EnterpriseArchive mailback() {
        return MailbackDeployment.with(ContainerIT.class);
    }

    @Test
    void the_default_datasource_is_mailbacks_postgresql() throws SQLException {
        try (var connection = defaultDataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
            assertThat(connection.getCatalog()).isEqualTo("arquillian");
        }
    }

    @Test
    void the_queue_of_hints_and_the_topic_of_events_are_there() {
        assertThat(hints).isNotNull();
        assertThat(events).isNotNull();
    }
}
