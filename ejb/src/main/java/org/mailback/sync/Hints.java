package org.mailback.sync;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.mailback.operation.LaneDue;
import org.mailback.platform.Throttle;

/**
 * Sends "look at account 42 now" over JMS. A hint says when, never what: if it is lost, the timer finds the lane; if it comes
 * twice, the second finds nothing due. It is sent after the commit by another thread, so that it neither joins nor delays the
 * user's transaction, and the queue keeps one hint an account (a last-value queue).
 */
@ApplicationScoped
public class Hints {

    private static final Logger LOG = Logger.getLogger(Hints.class);

    /** Ids with commas between them; absent: whoever waits longest. */
    static final String ACCOUNTS = "accounts";

    /** The node whose workers are meant. */
    private static final String HELP = "help";

    private static final int TOGETHER = 32;

    /** What is committed within this time after a hint shares the next one. */
    private static final Duration APART = Duration.ofMillis(5);

    private static final String KEY = "_AMQ_LVQ_NAME";

    @Resource(lookup = "java:/JmsXA")
    ConnectionFactory connectionFactory;

    @Resource(lookup = "java:/jms/queue/MailbackHints")
    Queue queue;

    @Inject
    Node node;

    @Resource
    ManagedExecutorService executor;

    @Resource
    ManagedScheduledExecutorService scheduler;

    /** Accounts to be hinted at. */
    private final Set<Long> waiting = ConcurrentHashMap.newKeySet();

    private final Throttle throttle = new Throttle(APART, this::send);

    void afterCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) LaneDue lane) {
        waiting.add(lane.accountId());
        if (!throttle.ask(executor, scheduler)) {
            LOG.debugf("no thread for the hint for account %d; the timer will find it", lane.accountId());
        }
    }

    /** Several share a message: whoever takes it claims them together. */
    private void send() {
        var accounts = waiting.stream().filter(waiting::remove).toList();
        if (accounts.size() == 1) {
            sendEach(accounts);
            return;
        }
        var together = new ArrayList<List<Long>>();
        for (int from = 0; from < accounts.size(); from += TOGETHER) {
            together.add(accounts.subList(from, Math.min(accounts.size(), from + TOGETHER)));
        }
        send(
                together,
                (message, some) -> message.setStringProperty(
                        ACCOUNTS, some.stream().map(String::valueOf).collect(Collectors.joining(","))));
    }

    /** Each for itself, so that many workers take them. */
    void send(Collection<Long> accountIds) {
        sendEach(accountIds);
    }

    private void sendEach(Collection<Long> accountIds) {
        send(accountIds, (message, accountId) -> {
            message.setStringProperty(ACCOUNTS, accountId.toString());
            message.setStringProperty(KEY, "account-" + accountId);
        });
    }

    /** @throws NumberFormatException for what this class has not written */
    static Set<Long> accounts(Message message) throws JMSException {
        return Stream.of(message.getStringProperty(ACCOUNTS).split(","))
                .map(Long::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Many lanes wait: whoever is free takes some. One such hint is enough, since its taker sends the next. */
    void sendWaiting() {
        send(List.of("waiting"), (message, key) -> message.setStringProperty(KEY, key));
    }

    /** More is claimed here than one worker can do at once: another one goes on with the next. One call is enough as well. */
    void sendHelp() {
        send(List.of(node.name()), (message, name) -> {
            message.setStringProperty(HELP, name);
            message.setStringProperty(KEY, HELP + '-' + name);
        });
    }

    /** Where several nodes share a queue, another one's call may come here; whoever takes it looks for what waits. */
    boolean isForHelpHere(Message message) throws JMSException {
        return node.name().equals(message.getStringProperty(HELP));
    }

    private interface Content<T> {
        void of(Message message, T about) throws JMSException;
    }

    private <T> void send(Collection<T> all, Content<T> content) {
        if (all.isEmpty()) {
            return;
        }
        try (var context = connectionFactory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            var producer = context.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            for (var one : all) {
                var message = context.createMessage();
                content.of(message, one);
                producer.send(queue, message);
            }
        } catch (JMSException | JMSRuntimeException e) {
            LOG.warnf("hints could not be sent, the timer will find the work: %s", e.getMessage());
        }
    }
}
