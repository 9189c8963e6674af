package org.mailback.platform;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date before anything uses it. Several nodes may start at once: Flyway takes a lock in the database.
 * A database that a newer version has migrated is refused, since this version would not know what it means.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class SchemaMigration {

    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);

    @Resource(lookup = "java:/jdbc/MailbackDS")
    DataSource dataSource;

    /** Injected so that a wrong configuration stops the deployment here, with its message. */
    @Inject
    Configuration configuration;

    @Inject
    SecretBox secretBox;

    @PostConstruct
    void migrate() {
        secretBox.check();
        int applied = Schema.migrate(dataSource);
        LOG.infof(
                "Schema is up to date (%d migrations applied now), at most %d attempts an operation",
                applied, configuration.maxAttempts());
    }
}
