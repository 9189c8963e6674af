package org.mailback.sync;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.time.Duration;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Takes hints and gives the account its turn; as many at once as there are workers. None is handed to a worker before he is
 * free: it would wait behind what he is at, while his colleagues have nothing to do.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "destinationLookup",
                    propertyValue = "java:/jms/queue/MailbackHints"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "${mailback.sync.workers:16}"),
            @ActivationConfigProperty(propertyName = "consumerWindowSize", propertyValue = "0")
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SyncWorker implements MessageListener {

    private static final Logger LOG = Logger.getLogger(SyncWorker.class);

    private static final Duration LATE = Duration.ofMillis(50);

    @Inject
    SyncEngine engine;

    @Inject
    Hints hints;

    @Override
    public void onMessage(Message message) {
        try {
            if (hints.isForHelpHere(message)) {
                hints.send(engine.sync(Set.of()));
            } else if (!message.propertyExists(Hints.ACCOUNTS)) {
                hints.send(engine.syncWaiting(Set.of()));
            } else if (isLate(message)) {
                hints.send(engine.syncWaiting(Hints.accounts(message)));
            } else {
                hints.send(engine.sync(Hints.accounts(message)));
            }
        } catch (JMSException | NumberFormatException e) {
            LOG.warnf("not a hint, dropped: %s", e.getMessage());
        }
    }

    /** Many hints wait: then lanes are claimed together. */
    private static boolean isLate(Message message) throws JMSException {
        return System.currentTimeMillis() - message.getJMSTimestamp() > LATE.toMillis();
    }
}
