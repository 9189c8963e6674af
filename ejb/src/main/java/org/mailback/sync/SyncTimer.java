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
import org.mailback.platform.Configuration;
import org.mailback.platform.NodeTimer;

/**
 * Finds lanes that are due and sends a hint for each. It runs on every node and is not persistent: which node works on which
 * account is decided by the lanes alone.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SyncTimer extends NodeTimer {

    private static final int MOST_HINTS = 1_000;

    @Inject
    Configuration configuration;

    @Inject
    AccountLanes lanes;

    @Inject
    Hints hints;

    public SyncTimer() {
        super("Looking for due accounts");
    }

    @Override
    protected Duration period() {
        return configuration.syncTimer();
    }

    @Override
    protected void work() {
        hints.send(lanes.due(MOST_HINTS));
    }
}
