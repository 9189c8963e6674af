package org.mailback.admin;

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

/** Looks on every node for jobs that nobody works on: those whose node died, or was restarted. */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BulkJobTimer {

    private final Ticks ticks = new Ticks(Logger.getLogger(BulkJobTimer.class), "Looking for jobs");

    @Resource
    TimerService timerService;

    @Inject
    Configuration configuration;

    @Inject
    BulkJobRunner runner;

    @PostConstruct
    void start() {
        long period = configuration.syncTimer().toMillis();
        timerService.createIntervalTimer(period, period, new TimerConfig("bulk jobs", false));
    }

    @Timeout
    void tick() {
        ticks.tick(runner::run);
    }
}
