package org.mailback.event;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Topic;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.mailback.platform.Throttle;

/**
 * Sends changes to every node, after the commit and by another thread, so that telling neither joins nor delays the
 * transaction. Whatever cannot be sent leaves a gap in the numbers, and the readers are told to read anew.
 */
@ApplicationScoped
public class EventTopic {

    private static final Logger LOG = Logger.getLogger(EventTopic.class);

    private static final int PARCEL = 100;

    private static final Jsonb JSONB = JsonbBuilder.create(new JsonbConfig().withNullValues(true));

    /** The first change is told at once; what follows within this time is told together, since each message costs its session. */
    private static final Duration APART = Duration.ofMillis(50);

    @Resource(lookup = "java:/JmsXA")
    ConnectionFactory connectionFactory;

    @Resource(lookup = "java:/jms/topic/MailbackEvents")
    Topic topic;

    @Resource
    ManagedScheduledExecutorService executor;

    private final String producer = UUID.randomUUID().toString();
    private final Outbox outbox = new Outbox();
    private final Throttle throttle = new Throttle(APART, this::send);
    private final AtomicBoolean later = new AtomicBoolean();
    private long number;

    void afterCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) Change change) {
        outbox.add(change);
        if (!throttle.ask(executor)) {
            LOG.debug("no thread to tell changes; the next change or beat tells them");
        }
    }

    private void schedule(Duration pause) {
        try {
            executor.schedule(
                    () -> {
                        later.set(false);
                        send();
                    },
                    pause.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            later.set(false);
            LOG.debug("no thread to tell what was held back; the next change or beat tells it");
        }
    }

    /** What waits, and then the number that was reached, so that a loss at the end is noticed too. @return that number */
    public synchronized long beat() {
        // A suspended WildFly forgets what is scheduled; without this nothing would be sent after it is resumed.
        throttle.forget();
        later.set(false);
        send();
        number++;
        publish(List.of(new Parcel(producer, number, List.of())));
        return number;
    }

    /** This node, from its start to its end. */
    public String producer() {
        return producer;
    }

    private synchronized void send() {
        var load = outbox.take(System.nanoTime());
        if (load.lost()) {
            number++;
            LOG.warnf("more than %d changes waited to be told; the browsers read anew", Outbox.MOST);
        }
        publish(parcels(load.changes()));
        if (load.pause() != null && later.compareAndSet(false, true)) {
            schedule(load.pause());
        }
    }

    private List<Parcel> parcels(List<Change> changes) {
        var parcels = new ArrayList<Parcel>();
        for (int from = 0; from < changes.size(); from += PARCEL) {
            var part = changes.subList(from, Math.min(changes.size(), from + PARCEL));
            number++;
            parcels.add(new Parcel(
                    producer, number, part.stream().map(EventTopic::happening).toList()));
        }
        return parcels;
    }

    static Happening happening(Change change) {
        Object data = change instanceof JobChanged progress ? progress.job() : change;
        return new Happening(change.type(), change.account(), JSONB.toJson(data));
    }

    private void publish(List<Parcel> parcels) {
        if (parcels.isEmpty()) {
            return;
        }
        try (var context = connectionFactory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            var sender = context.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            for (var parcel : parcels) {
                sender.send(topic, parcel.text());
            }
        } catch (JMSRuntimeException e) {
            LOG.warnf("changes could not be told, the browsers read anew: %s", e.getMessage());
        }
    }
}
