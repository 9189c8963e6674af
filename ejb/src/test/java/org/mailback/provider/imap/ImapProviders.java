package org.mailback.provider.imap;

import java.time.Duration;
import org.mailback.provider.MailProvider;

/** For tests of other packages. */
public final class ImapProviders {

    private ImapProviders() {}

    /** As in production, with small bounds for what a server may send. */
    public static MailProvider bounded() {
        return new ImapProvider(new ImapSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(40),
                Duration.ofMinutes(5),
                2,
                500,
                null,
                new Bounds(2_000_000, 8_000_000, 30_000)));
    }
}
