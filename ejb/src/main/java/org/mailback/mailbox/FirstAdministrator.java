package org.mailback.mailbox;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Lets the first administrator in: while there is none, {@code mailback.admin.password} makes the user {@code admin}. Later
 * the setting means nothing, so that it cannot bring back a password that was changed.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@TransactionManagement(TransactionManagementType.BEAN)
public class FirstAdministrator {

    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class);

    @Inject
    UserRecords records;

    @PostConstruct
    void create() {
        if (records.hasAdministrator()) {
            return;
        }
        var password = ConfigProvider.getConfig().getOptionalValue("mailback.admin.password", String.class);
        if (password.isEmpty()) {
            LOG.warn(
                    "Nobody can administer Mailback yet: set mailback.admin.password (MAILBACK_ADMIN_PASSWORD) once to create the user admin");
        } else if (records.createFirstAdministrator("admin", PasswordHash.of(password.get()))) {
            LOG.info("Created the user admin, the first administrator");
        }
    }
}
