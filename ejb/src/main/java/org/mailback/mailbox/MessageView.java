package org.mailback.mailbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a list.
 *
 * @param messageId the Message-ID header with its angle brackets
 * @param date when it arrived, which lists are ordered by
 * @param size in octets
 * @param sync {@code synced}, {@code pending} or {@code failed}: whether what is shown is at the provider as well
 */
public record MessageView(
        long id,
        long accountId,
        long folderId,
        @Nullable String messageId,
        String from,
        String subject,
        Instant date,
        long size,
        boolean seen,
        String sync) {}
