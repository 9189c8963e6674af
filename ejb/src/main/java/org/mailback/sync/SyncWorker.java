package org.mailback.sync;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.List;
import org.jboss.logging.Logger;

/** Takes hints and gives the account its turn; as many at once as there are workers. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "destinationLookup",
                    propertyValue = "java:/jms/queue/MailbackHints"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "${mailback.sync.workers:16}")
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SyncWorker implements MessageListener {

    private static final Logger LOG = Logger.getLogger(SyncWorker.class);

    @Inject
    SyncEngine engine;

    @Inject
    Hints hints;

    @Override
    public void onMessage(Message message) {
        try {
            long accountId = message.getLongProperty(Hints.ACCOUNT);
            if (engine.sync(accountId)) {
                hints.send(List.of(accountId));
            }
        } catch (JMSException | NumberFormatException e) {
            LOG.warnf("not a hint, dropped: %s", e.getMessage());
        }
    }
}
