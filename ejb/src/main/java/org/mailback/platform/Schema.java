package org.mailback.platform;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
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
                .failOnMissingLocations(true)
                .callbacks(new Patience());
        // Its lock is a session's: in a transaction it would stand idle, and PostgreSQL ends what does so for long.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load().migrate().migrationsExecuted;
    }

    /** A migration of a large table is silent for longer than anything else may be, so nothing cuts its line. */
    private static final class Patience implements Callback {

        private int usual;

        @Override
        public boolean supports(Event event, Context context) {
            return switch (event) {
                case BEFORE_EACH_MIGRATE, AFTER_EACH_MIGRATE, AFTER_EACH_MIGRATE_ERROR -> true;
                default -> false;
            };
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            try {
                var connection = context.getConnection();
                if (event == Event.BEFORE_EACH_MIGRATE) {
                    usual = connection.getNetworkTimeout();
                    connection.setNetworkTimeout(Runnable::run, 0);
                } else {
                    connection.setNetworkTimeout(Runnable::run, usual);
                }
            } catch (SQLException e) {
                throw new FlywayException("the line's time-out could not be changed", e);
            }
        }

        @Override
        public String getCallbackName() {
            return "patience";
        }
    }
}
