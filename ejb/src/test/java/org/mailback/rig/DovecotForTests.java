package org.mailback.rig;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;

/** Tests that need Dovecot skip themselves without it, unless {@code -Dmailback.real-imap=true} demands it. */
public final class DovecotForTests {

    private static @Nullable DovecotServer shared;

    private DovecotForTests() {}

    /** One Dovecot for all tests of this JVM. */
    public static synchronized DovecotServer shared() {
        if (shared == null) {
            var server = DovecotServer.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            shared = server;
        }
        return shared;
    }

    public static void assume() {
        if (!DovecotServer.isInstalled()) {
            if (Boolean.getBoolean("mailback.real-imap")) {
                throw new IllegalStateException("Dovecot is not installed, but -Dmailback.real-imap=true demands it");
            }
            assumeTrue(false, "Dovecot is not installed");
        }
    }
}
