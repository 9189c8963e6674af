package org.mailback.event;

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
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;
import org.mailback.platform.Configuration;
import org.mailback.platform.Ticks;

/** Beats on the topic, and listens whether the own beat before came back: a topic that delivers nothing must not look like calm. */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EventBeat {

    private static final Logger LOG = Logger.getLogger(EventBeat.class);

    private static final int PATIENCE = 2;

    private final Ticks ticks = new Ticks(LOG, "The beat on the topic");

    @Resource
    TimerService timerService;

    @Inject
    Configuration configuration;

    @Inject
    EventTopic topic;

    @Inject
    EventHub hub;

    /** The numbers of the last beats; a server that is short of breath may deliver one late. */
    private final Deque<Long> beats = new ArrayDeque<>();

    @PostConstruct
    void start() {
        long period = configuration.eventsBeat().toMillis();
        timerService.createIntervalTimer(period, period, new TimerConfig("event beat", false));
    }

    @Timeout
    void tick() {
        ticks.tick(this::beat);
    }

    private void beat() {
        if (beats.size() == PATIENCE && !hub.hasHeard(topic.producer(), beats.remove())) {
            LOG.warn("the topic does not deliver this node's own events; the browsers read anew at every beat");
            hub.lost();
        }
        beats.add(topic.beat());
    }
}
