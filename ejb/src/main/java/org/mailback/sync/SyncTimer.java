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
import org.mailback.sync.LaneClaims.Due;

/**
 * Finds lanes that are due and sends a hint for each, or one hint for many that have something to push. It runs on every node and is not persistent: which node works on which
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

    /** As many lanes have a worker each anyway. */
    private static final int FEW = 8;

    @Inject
    LaneClaims claims;

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
        var due = claims.due(MOST_HINTS);
        var fetching = due.stream().filter(Due::fetch).map(Due::accountId).toList();
        var pushing =
                due.stream().filter(one -> !one.fetch()).map(Due::accountId).toList();
        hints.send(fetching);
        if (pushing.size() > FEW) {
            hints.sendWaiting();
        } else {
            hints.send(pushing);
        }
    }
}
