package org.mailback.provider.imap;

import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.mailback.rig.CyrusForTests;
import org.mailback.rig.CyrusServer;
import org.mailback.rig.ImapProxy;
import org.mailback.rig.ImapServer;

/** The contract with as few capabilities as it can be kept with: what a server has no word for is done in another way. */
class BareCyrusProviderTest extends ImapProviderContract {

    private static final Set<String> HIDDEN = Set.of(
            "CONDSTORE",
            "QRESYNC",
            "ENABLE",
            "MOVE",
            "ESEARCH",
            "NAMESPACE",
            "SPECIAL-USE",
            "CREATE-SPECIAL-USE",
            "LIST-EXTENDED",
            "LITERAL+",
            "SASL-IR");

    private ImapProxy proxy;

    @Override
    ImapServer server() {
        CyrusForTests.assume();
        var server = CyrusServer.start();
        proxy = ImapProxy.before(server).hideCapability(HIDDEN.toArray(String[]::new));
        return server;
    }

    @Override
    int port(ImapServer running) {
        return proxy.port();
    }

    @AfterAll
    @Override
    void stop() {
        super.stop();
        if (proxy != null) {
            proxy.close();
            proxy.assertPolite();
        }
    }

    @Override
    protected boolean hides(String capability) {
        return HIDDEN.contains(capability);
    }
}
