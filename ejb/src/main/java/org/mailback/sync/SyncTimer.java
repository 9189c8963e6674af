package org.mailback.sync;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.mailback.platform.Configuration;

/**
 * Finds lanes that are due and sends a hint for each. It runs on every node and is not persistent: which node works on which
 * account is decided by the lanes alone.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SyncTimer {

    private static final Logger LOG = Logger.getLogger(SyncTimer.class);

    private static final int MOST_HINTS = 1_000;

    @Resource
    TimerService timerService;

    @Inject
    Configuration configuration;

    @Inject
    AccountLanes lanes;

    @Inject
    Hints hints;

    @PostConstruct
    void start() {
        long period = configuration.syncTimer().toMillis();
        timerService.createIntervalTimer(period, period, new TimerConfig("due lanes", false));
    }

    /** An exception here would make the container repeat at once; the next tick is soon enough. */
    @Timeout
    void tick() {
        try {
            hints.send(lanes.due(MOST_HINTS));
        } catch (RuntimeException e) {
            LOG.warnf("due lanes could not be looked for, the next tick tries again: %s", e.getMessage());
        }
    }
}
