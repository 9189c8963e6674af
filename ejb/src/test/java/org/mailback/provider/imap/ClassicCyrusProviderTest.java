package org.mailback.provider.imap;

import org.mailback.rig.CyrusForTests;
import org.mailback.rig.CyrusServer;
import org.mailback.rig.ImapServer;

/** The contract against a server where every folder lies below INBOX, and a dot separates names. */
class ClassicCyrusProviderTest extends ImapProviderContract {

    @Override
    ImapServer server() {
        CyrusForTests.assume();
        return CyrusServer.with().classicNames().immediateExpunge().start();
    }

    @Override
    protected String name(String folder) {
        return "INBOX." + folder;
    }
}
