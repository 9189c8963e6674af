package org.mailback.provider.imap;

import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.MailProvider;
import org.mailback.provider.MailProviderContract;
import org.mailback.provider.TlsMode;
import org.mailback.rig.CyrusForTests;
import org.mailback.rig.CyrusServer;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapProxy;

/** The contract with as few capabilities as it can be kept with: what a server has no word for is done in another way. */
class BareCyrusProviderTest extends MailProviderContract {

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

    private static CyrusServer server;
    private static ImapProxy proxy;
    private static ImapProvider imap;
    private static int users;

    @BeforeAll
    static void start() {
        CyrusForTests.assume();
        server = CyrusServer.start();
        proxy = ImapProxy.before(server.host(), server.port()).hideCapability(HIDDEN.toArray(String[]::new));
        imap = new ImapProvider(TestSettings.patient());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            imap.close();
            proxy.close();
            proxy.assertPolite();
            server.close();
        }
    }

    @Override
    protected boolean hides(String capability) {
        return HIDDEN.contains(capability);
    }

    @Override
    protected AccountAccess freshAccount() {
        var user = "user" + ++users;
        server.addUser(user, PASSWORD);
        return new AccountAccess(users, proxy.host(), proxy.port(), TlsMode.NONE, user, PASSWORD);
    }

    @Override
    protected ImapClient clientOf(AccountAccess account) {
        return server.client(account.username(), PASSWORD);
    }

    @Override
    protected MailProvider newProvider() {
        return imap;
    }
}
