package org.mailback.admin;

import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.mailbox.Page;

/** Lists by descending id: the cursor is the last id of the page before. */
final class Cursors {

    private Cursors() {}

    /** @throws MailboxProblem {@code INVALID} if the cursor is not from a page */
    static long before(@Nullable String cursor) {
        try {
            return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new MailboxProblem(
                    MailboxProblem.Kind.INVALID, "cursor must be the value of next from an earlier answer");
        }
    }

    /** @param found one more than the limit, if there is more */
    static <T> Page<T> page(List<T> found, int limit, ToLongFunction<T> id) {
        boolean more = found.size() > limit;
        var items = List.copyOf(more ? found.subList(0, limit) : found);
        return new Page<>(items, more ? String.valueOf(id.applyAsLong(items.get(limit - 1))) : null);
    }
}
