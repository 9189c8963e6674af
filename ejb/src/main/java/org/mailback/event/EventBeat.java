package org.mailback.event;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;
import org.mailback.platform.Configuration;
import org.mailback.platform.NodeTimer;

/** Beats on the topic, and listens whether the own beat before came back: a topic that delivers nothing must not look like calm. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EventBeat extends NodeTimer {

    private static final Logger LOG = Logger.getLogger(EventBeat.class);

    private static final int PATIENCE = 2;

    @Inject
    Configuration configuration;

    @Inject
    EventTopic topic;

    @Inject
    EventHub hub;

    /** The numbers of the last beats; a server that is short of breath may deliver one late. */
    private final Deque<Long> beats = new ArrayDeque<>();

    public EventBeat() {
        super("The beat on the topic");
    }

    @Override
    protected Duration period() {
        return configuration.eventsBeat();
    }

    @Override
    protected void work() {
        if (beats.size() == PATIENCE && !hub.hasHeard(topic.producer(), beats.remove())) {
            LOG.warn("the topic does not deliver this node's own events; the browsers read anew at every beat");
            hub.lost();
        }
        beats.add(topic.beat());
    }
}
