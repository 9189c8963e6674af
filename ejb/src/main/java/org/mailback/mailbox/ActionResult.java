package org.mailback.mailbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an action did.
 *
 * @param requested how many messages it was about
 * @param changed how many look different to the user now
 * @param queued how many operations were queued for the provider; what already was so needs none
 * @param changedIds those that look different now, so that the opposite can be asked for them; null where nobody asked
 */
public record ActionResult(
        int requested,
        int changed,
        int queued,
        List<Refusal> refused,
        @Nullable List<Long> changedIds) {

    public ActionResult withoutIds() {
        return new ActionResult(requested, changed, queued, refused, null);
    }

    /** @param reason {@code unknown}: no such message, or not the caller's; {@code deleted}: deleting for ever has no undo */
    public record Refusal(long id, String reason) {}
}
