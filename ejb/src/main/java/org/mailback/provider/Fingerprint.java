package org.mailback.provider;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What tells a message apart when its UID is not known: Message-ID, size and INTERNALDATE together, because a Message-ID
 * alone may be missing or repeated.
 *
 * @param messageId as sent, with its angle brackets; null if the message has none
 * @param size RFC822.SIZE in octets
 * @param internalDate INTERNALDATE, in whole seconds
 */
public record Fingerprint(@Nullable String messageId, long size, Instant internalDate) {}
