package org.mailback.provider.imap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.MailProvider;
import org.mailback.provider.MailProviderContract;
import org.mailback.provider.TlsMode;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapServer;

/** The contract against one server for the whole suite, with a user of its own for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ImapProviderContract extends MailProviderContract {

    private ImapServer server;
    private ImapProvider imap;
    private int users;

    /** Starts the server, or ends the suite because there is none on this machine. */
    abstract ImapServer server();

    @BeforeAll
    void start() {
        server = server();
        imap = new ImapProvider(TestSettings.patient());
    }

    @AfterAll
    void stop() {
        if (server != null) {
            imap.close();
            server.close();
        }
    }

    @Override
    protected AccountAccess freshAccount() {
        var user = "user" + ++users;
        server.addUser(user, PASSWORD);
        return new AccountAccess(users, server.host(), port(server), TlsMode.NONE, user, PASSWORD);
    }

    /** Where the provider under test connects to. */
    int port(ImapServer running) {
        return running.port();
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
