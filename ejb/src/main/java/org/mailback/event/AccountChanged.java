package org.mailback.event;

import org.jspecify.annotations.Nullable;

/**
 * An account's state or the progress of its import changed.
 *
 * @param state as {@code GET /api/accounts} tells it, or {@code deleted}
 */
public record AccountChanged(
        long accountId, String state, @Nullable String stateReason) implements Change {

    public static final String DELETED = "deleted";

    /** A provider that asks for patience makes an account slower, not ill. */
    public static String state(boolean imported, @Nullable String pauseReason) {
        if (pauseReason != null && !pauseReason.equals("throttled")) {
            return pauseReason;
        }
        return imported ? "active" : "importing";
    }

    @Override
    public String type() {
        return "account";
    }

    @Override
    public Long account() {
        return accountId;
    }
}
