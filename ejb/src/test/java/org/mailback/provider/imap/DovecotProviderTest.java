package org.mailback.provider.imap;

import org.mailback.rig.DovecotForTests;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.ImapServer;

/** The contract against a real server. */
class DovecotProviderTest extends ImapProviderContract {

    @Override
    ImapServer server() {
        DovecotForTests.assume();
        return DovecotServer.start();
    }
}
