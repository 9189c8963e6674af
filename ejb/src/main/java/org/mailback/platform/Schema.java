package org.mailback.platform;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** The tables, as the migrations under {@code db/migration} make them. */
public final class Schema {

    private Schema() {}

    /** @return how many migrations were applied */
    public static int migrate(DataSource dataSource) {
        var configuration = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                // none: by default Flyway ignores migrations that are newer than it knows
                .ignoreMigrationPatterns(new String[0])
                .failOnMissingLocations(true);
        // Its lock is a session's: in a transaction it would stand idle, and PostgreSQL ends what does so for long.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load().migrate().migrationsExecuted;
    }
}
