package org.mailback.event;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something changed. Fired as a CDI event inside the transaction that changes it, one a transaction, account and kind, however
 * many messages it is about; told to readers only after the commit. Its components are the fields of the event's JSON.
 */
public sealed interface Change permits OperationsChanged, MailChanged, AccountChanged, JobChanged {

    /** Beyond this many messages they are only counted, and whoever shows them reads them again. */
    int MOST_IDS = 500;

    /** An aggregate over {@code message_id}: what {@link #ids} reads, null beyond {@value #MOST_IDS}. */
    String IDS = "array_to_string(case when count(*) <= " + MOST_IDS + " then array_agg(message_id) end, ',')";

    /** The event's type, as the browser sees it. */
    String type();

    /** Null: of no account, for administrators only. */
    @Nullable
    Long account();

    static @Nullable List<Long> ids(@Nullable String aggregated) {
        if (aggregated == null) {
            return null;
        }
        return aggregated.isEmpty()
                ? List.of()
                : Arrays.stream(aggregated.split(","))
                        .map(Long::valueOf)
                        .sorted()
                        .toList();
    }

    static @Nullable List<Long> bounded(List<Long> ids) {
        return ids.size() > MOST_IDS ? null : ids.stream().sorted().toList();
    }
}
