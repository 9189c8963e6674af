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
import org.mailback.platform.Ticks;

/**
 * Finds lanes that are due and sends a hint for each. It runs on every node and is not persistent: which node works on which
 * account is decided by the lanes alone.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SyncTimer {

    private static final int MOST_HINTS = 1_000;

    private final Ticks ticks = new Ticks(Logger.getLogger(SyncTimer.class), "Looking for due accounts");

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

    @Timeout
    void tick() {
        ticks.tick(() -> hints.send(lanes.due(MOST_HINTS)));
    }
}
