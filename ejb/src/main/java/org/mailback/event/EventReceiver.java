package org.mailback.event;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.json.JsonException;
import org.jboss.logging.Logger;

/** Hands what arrives on the topic to this node's hub, one after the other, since their order is what their numbers tell. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "destinationLookup",
                    propertyValue = "java:/jms/topic/MailbackEvents"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1")
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EventReceiver implements MessageListener {

    private static final Logger LOG = Logger.getLogger(EventReceiver.class);

    @Inject
    EventHub hub;

    @Override
    public void onMessage(Message message) {
        try {
            hub.receive(Parcel.of(message.getBody(String.class)));
        } catch (JMSException | JsonException e) {
            LOG.warnf("not an event, the browsers read anew: %s", e.getMessage());
            hub.lost();
        } catch (RuntimeException e) {
            LOG.warnf(e, "events could not be handed on, the browsers read anew");
            hub.lost();
        }
    }
}
