package org.mailback.server;

import org.jboss.arquillian.container.spi.event.container.AfterStart;
import org.jboss.arquillian.container.spi.event.container.AfterStop;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.mailback.rig.LastWill;

/** Ends Arquillian's server with this JVM even when that is killed; Arquillian's own shutdown hook does not run then. */
public final class ServerGuard implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Watch.class);
    }

    static final class Watch {

        private LastWill lastWill;

        void started(@Observes AfterStart event) {
            var server = ProcessHandle.current()
                    .children()
                    .filter(child -> child.info().commandLine().orElse("").contains("org.jboss.as.standalone"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Arquillian's server is no child of this JVM"));
            lastWill = LastWill.run("kill -9 " + server.pid());
        }

        void stopped(@Observes AfterStop event) {
            lastWill.close();
        }
    }
}
