package org.mailback.provider.imap;

import java.time.Duration;
import java.util.Optional;

/** Settings for tests: the defaults, or a server's silence noticed soon. */
final class TestSettings {

    private TestSettings() {}

    static ImapSettings patient() {
        return ImapSettings.read(name -> Optional.empty());
    }

    static ImapSettings hasty() {
        return new ImapSettings(
                Duration.ofSeconds(1),
                Duration.ofMillis(700),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                2,
                500,
                null);
    }
}
