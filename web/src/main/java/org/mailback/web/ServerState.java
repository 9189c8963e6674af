package org.mailback.web;

import java.lang.management.ManagementFactory;
import javax.management.AttributeChangeNotification;
import javax.management.JMException;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.jboss.logging.Logger;

/**
 * Notices that WildFly is suspended, which is how a graceful stop begins: it would wait for open streams and for work on
 * accounts as for any other request, and runs no more scheduled tasks.
 */
public final class ServerState {

    private static final Logger LOG = Logger.getLogger(ServerState.class);

    private static final String STATE = "jboss.root:type=state";

    private final Runnable suspended;
    private final Runnable resumed;
    private final NotificationListener listener = (notification, handback) -> {
        if (notification instanceof AttributeChangeNotification change
                && "RunningState".equals(change.getAttributeName())) {
            tell("normal".equals(change.getNewValue()));
        }
    };

    public ServerState(Runnable suspended, Runnable resumed) {
        this.suspended = suspended;
        this.resumed = resumed;
    }

    private void tell(boolean normal) {
        (normal ? resumed : suspended).run();
    }

    public void watch() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .addNotificationListener(new ObjectName(STATE), listener, null, null);
        } catch (JMException e) {
            LOG.infof(
                    "A graceful stop waits for event streams and for accounts, because WildFly does not tell its state: %s",
                    e.getMessage());
        }
    }

    public void forget() {
        try {
            ManagementFactory.getPlatformMBeanServer().removeNotificationListener(new ObjectName(STATE), listener);
        } catch (JMException e) {
            LOG.debugf("nothing to forget: %s", e.getMessage());
        }
    }
}
