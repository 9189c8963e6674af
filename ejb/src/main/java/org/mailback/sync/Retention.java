package org.mailback.sync;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.mailback.platform.Configuration;
import org.mailback.platform.NodeTimer;

/** Drives {@link Pruning} now and then; several nodes at once do no harm. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Retention extends NodeTimer {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    private static final Duration LONGEST_PERIOD = Duration.ofMinutes(10);
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(10);
    private static final int SLICE = 5_000;

    @Inject
    Configuration configuration;

    @Inject
    Pruning pruning;

    public Retention() {
        super("Pruning");
    }

    @Override
    protected Duration period() {
        return period(configuration.retention());
    }

    /** A tenth of the retention time, so that what is kept for an hour does not stay for 70 minutes. */
    static Duration period(Duration retention) {
        var tenth = retention.dividedBy(10);
        if (tenth.compareTo(LONGEST_PERIOD) > 0) {
            return LONGEST_PERIOD;
        }
        return tenth.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : tenth;
    }

    @Override
    protected void work() {
        int total = 0;
        int pruned;
        do {
            pruned = pruning.prune(configuration.retention(), SLICE);
            total += pruned;
        } while (pruned > 0);
        LOG.debugf("pruned %d rows", total);
    }
}
