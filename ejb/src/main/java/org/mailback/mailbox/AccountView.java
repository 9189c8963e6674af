package org.mailback.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * An account as its owner sees it; the password is never shown.
 *
 * @param state {@code importing}, {@code active}, {@code paused}, {@code auth_required} or {@code unreachable}
 * @param stateReason why it is not at work, or only slowly
 * @param pending how many operations wait or are under way
 * @param imported how far the first import is; null once it is done
 */
public record AccountView(
        long id,
        String email,
        String displayName,
        String host,
        int port,
        String tls,
        String username,
        String state,
        @Nullable String stateReason,
        long pending,
        long failed,
        @Nullable ImportProgress imported) {

    /** @param total messages at the provider, as far as its folders have been looked at */
    public record ImportProgress(long messages, long total) {}
}
