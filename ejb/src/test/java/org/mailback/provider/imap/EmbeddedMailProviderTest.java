package org.mailback.provider.imap;

import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.MailProvider;
import org.mailback.provider.MailProviderContract;
import org.mailback.provider.TlsMode;
import org.mailback.rig.EmbeddedMail;
import org.mailback.rig.ImapClient;

/** The contract against the embedded server of the demo, with its odd COPYUID and its few capabilities. */
class EmbeddedMailProviderTest extends MailProviderContract {

    private static EmbeddedMail server;
    private static ImapProvider imap;
    private static int users;

    @BeforeAll
    static void start() {
        server = EmbeddedMail.onFreePort().start();
        imap = new ImapProvider(TestSettings.patient());
    }

    @AfterAll
    static void stop() {
        imap.close();
        server.close();
    }

    @Override
    protected Set<String> serverLacks() {
        return Set.of("CONDSTORE", "SPECIAL-USE", "NAMESPACE", "ESEARCH");
    }

    @Override
    protected AccountAccess freshAccount() {
        var user = "user" + ++users;
        server.withUser(user, PASSWORD);
        var account = new AccountAccess(users, server.host(), server.port(), TlsMode.NONE, user, PASSWORD);
        clientOf(account).create("Trash");
        return account;
    }

    @Override
    protected ImapClient clientOf(AccountAccess account) {
        return new ImapClient(server.host(), server.port(), account.username(), PASSWORD);
    }

    @Override
    protected MailProvider newProvider() {
        return imap;
    }
}
