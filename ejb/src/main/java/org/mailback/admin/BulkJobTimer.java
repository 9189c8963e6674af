package org.mailback.admin;

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

/** Looks on every node for jobs that nobody works on: those whose node died, or was restarted. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BulkJobTimer extends NodeTimer {

    @Inject
    Configuration configuration;

    @Inject
    BulkJobRunner runner;

    public BulkJobTimer() {
        super("Looking for jobs");
    }

    @Override
    protected Duration period() {
        return configuration.syncTimer();
    }

    @Override
    protected void work() {
        runner.run();
    }
}
