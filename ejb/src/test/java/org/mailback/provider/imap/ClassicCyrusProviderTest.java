package org.mailback.provider.imap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.MailProvider;
import org.mailback.provider.MailProviderContract;
import org.mailback.provider.TlsMode;
import org.mailback.rig.CyrusForTests;
import org.mailback.rig.CyrusServer;
import org.mailback.rig.ImapClient;

/** The contract against a server where every folder lies below INBOX, and a dot separates names. */
class ClassicCyrusProviderTest extends MailProviderContract {

    private static CyrusServer server;
    private static ImapProvider imap;
    private static int users;

    @BeforeAll
    static void start() {
        CyrusForTests.assume();
        server = CyrusServer.with().classicNames().immediateExpunge().start();
        imap = new ImapProvider(TestSettings.patient());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            imap.close();
            server.close();
        }
    }

    @Override
    protected String name(String folder) {
        return "INBOX." + folder;
    }

    @Override
    protected AccountAccess freshAccount() {
        var user = "user" + ++users;
        server.addUser(user, PASSWORD);
        return new AccountAccess(users, server.host(), server.port(), TlsMode.NONE, user, PASSWORD);
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
