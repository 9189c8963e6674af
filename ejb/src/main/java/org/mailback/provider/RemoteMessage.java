package org.mailback.provider;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message at the provider.
 *
 * @param from the first author, decoded: {@code Name <address>}, or empty
 * @param to the first recipients, decoded, comma-separated, or empty
 * @param subject decoded, or empty
 * @param date the Date header, null where missing or unreadable
 */
public record RemoteMessage(
        RemoteFlags flags,
        Fingerprint fingerprint,
        String from,
        String to,
        String subject,
        @Nullable Instant date) {

    public long uid() {
        return flags.uid();
    }
}
