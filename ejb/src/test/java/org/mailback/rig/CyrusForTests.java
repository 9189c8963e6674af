package org.mailback.rig;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;

/** Tests that need Cyrus skip themselves without it, unless {@code -Dmailback.real-imap=true} demands it. */
public final class CyrusForTests {

    private static @Nullable CyrusServer shared;

    private CyrusForTests() {}

    /** One Cyrus for all tests of this JVM. */
    public static synchronized CyrusServer shared() {
        if (shared == null) {
            var server = CyrusServer.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            shared = server;
        }
        return shared;
    }

    public static void assume() {
        if (!CyrusServer.isInstalled()) {
            if (Boolean.getBoolean("mailback.real-imap")) {
                throw new IllegalStateException(CyrusServer.missing() + ", but -Dmailback.real-imap=true demands it");
            }
            assumeTrue(false, CyrusServer.missing());
        }
    }
}
