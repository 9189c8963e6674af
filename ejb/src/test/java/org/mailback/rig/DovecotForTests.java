package org.mailback.rig;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tests that need Dovecot skip themselves without it, unless {@code -Dmailback.real-imap=true} demands it. */
public final class DovecotForTests {

    private DovecotForTests() {}

    public static void assume() {
        if (!DovecotServer.isInstalled()) {
            if (Boolean.getBoolean("mailback.real-imap")) {
                throw new IllegalStateException("Dovecot is not installed, but -Dmailback.real-imap=true demands it");
            }
            assumeTrue(false, "Dovecot is not installed");
        }
    }
}
