package org.mailback.web;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Configuration;
import org.mailback.platform.NodeEnd;

/**
 * Announces the node's end while everything still works, and waits until what runs has handed over. It lives in this module
 * because the EAR's modules are started in order and stopped the other way round: the engine's beans, which stop in no order
 * among themselves, stop after this one.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class Departure {

    private static final Logger LOG = Logger.getLogger(Departure.class);

    @Inject
    NodeEnd end;

    @Inject
    Configuration configuration;

    private @Nullable ServerState server;

    @PostConstruct
    void start() {
        server = new ServerState(this::announce, end::revoke);
        server.watch();
    }

    private void announce() {
        if (end.announce()) {
            LOG.info("Nothing new is begun while this server is suspended or ends; what was begun is finished");
        }
    }

    /** What does not end in the time of a lease hangs at a mail server; its account is taken over when the lease runs out. */
    @PreDestroy
    void stop() {
        if (server != null) {
            server.forget();
        }
        announce();
        try {
            int left = end.awaitDone(configuration.lease());
            if (left > 0) {
                LOG.warnf("%d accounts hang at their servers; others take them over when their leases run out", left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
