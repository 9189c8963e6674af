package org.mailback.provider.imap;

import java.util.Set;
import org.mailback.rig.EmbeddedMail;
import org.mailback.rig.ImapServer;

/** The contract against the embedded server of the demo, with its odd COPYUID and its few capabilities. */
class EmbeddedMailProviderTest extends ImapProviderContract {

    @Override
    ImapServer server() {
        return EmbeddedMail.onFreePort().start();
    }

    @Override
    protected Set<String> serverLacks() {
        return Set.of("CONDSTORE", "SPECIAL-USE", "NAMESPACE", "ESEARCH");
    }
}
