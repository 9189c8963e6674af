package org.mailback.provider.imap;

import org.mailback.rig.CyrusForTests;
import org.mailback.rig.CyrusServer;
import org.mailback.rig.ImapServer;

/** The contract against the other real server. */
class CyrusProviderTest extends ImapProviderContract {

    @Override
    ImapServer server() {
        CyrusForTests.assume();
        return CyrusServer.start();
    }
}
