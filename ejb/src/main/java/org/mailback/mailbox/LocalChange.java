package org.mailback.mailbox;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mailback.operation.LaneRequests;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationKind.Aspect;
import org.mailback.operation.Wishes;
import org.mailback.platform.Sql;
import org.mailback.platform.Trip;

/**
 * What an action has changed in the messages of a user, before any provider hears of it, and the statements that do so.
 *
 * @param found which of the messages are there, and not locked by others
 * @param changed which of them were not as asked already
 */
record LocalChange(Set<Long> found, List<Long> changed) {

    /**
     * An account may have been deleted while its lane was waited for. Said so that no index serves but that of the ids: as long as
     * a table is small, PostgreSQL would as well skip through that of a folder's newest.
     */
    private static final String ASKED = """
            m.id = any(cast(:ids as bigint[])) and m.removed is not true
            and m.account_id + 0 = any(array(select a.id from account a
                                             where a.id = any(cast(:accounts as bigint[])) and a.deleted_at is null))
            """;

    private static final String AND_LOCKED =
            "and m.id = any(cast(" + Trip.handedOver(LaneRequests.LOCKED_MESSAGES) + " as bigint[]))";

    static final String FOUND = "select m.id from message m where " + ASKED;

    private static final String RESULT = "select (select string_agg(cast(id as text), ',') from changed), ";

    private static final String RESULT_OF_LOCKED = RESULT + "(select string_agg(cast(id as text), ',') from asked), "
            + Trip.handOver(Wishes.CHANGED, "select array_agg(id) from changed");

    private static final Map<OperationKind, String> WAITING = ofLocked("");

    private static final Map<OperationKind, String> FREE = ofLocked("skip locked");

    /** From {@link #ofLocked}; {@link #of} does not tell what was found. */
    static LocalChange read(Sql.Row row) {
        return new LocalChange(Set.copyOf(row.ids(1)), row.ids(0));
    }

    /**
     * Changes those that are not as asked already; whoever changes several locks them by ascending id. What only sets a value
     * does so by looking the ids up in their order, which locks them so as well and touches each once. What joins folders may
     * go in another order, and locks first.
     */
    static String of(OperationKind kind) {
        return kind.aspect() == Aspect.SEEN
                ? "with changed as (" + setSeen(kind, "where " + ASKED) + ')' + RESULT + "null"
                : lockAndChange(kind, "order by m.id for update") + RESULT + "null";
    }

    /**
     * The same for those of the messages whose lanes were locked in the same trip ({@link LaneRequests#lockEach}); what is changed is
     * handed over to what queues their operations. An update cannot leave out what others have locked: messages are locked first.
     *
     * @param wait for messages that others have locked; else these are not found
     */
    static String ofLocked(OperationKind kind, boolean wait) {
        return (wait ? WAITING : FREE).get(kind);
    }

    private static Map<OperationKind, String> ofLocked(String others) {
        return Arrays.stream(OperationKind.values())
                .collect(Collectors.toMap(
                        Function.identity(),
                        kind -> lockAndChange(kind, AND_LOCKED + " order by m.id for update " + others)
                                        .replace(":accounts", Trip.handedOver(LaneRequests.LOCKED_ACCOUNTS))
                                + RESULT_OF_LOCKED));
    }

    private static String lockAndChange(OperationKind kind, String locking) {
        return """
                with asked as materialized (
                    select m.id from message m where %s %s
                ), changed as (%s)
                """.formatted(ASKED, locking, changing(kind));
    }

    private static String setSeen(OperationKind kind, String which) {
        boolean seen = kind == OperationKind.MARK_READ;
        return "update message m set seen = " + seen + ' ' + which + " and m.seen <> " + seen + " returning m.id";
    }

    private static String changing(OperationKind kind) {
        return switch (kind) {
            case MARK_READ, MARK_UNREAD -> setSeen(kind, "from asked where m.id = asked.id");
            case TRASH -> """
                update message m set trashed_from_id = m.folder_id, folder_id = t.id
                from asked, folder t
                where m.id = asked.id and t.account_id = m.account_id and t.role = 'trash' and t.gone_at is null
                  and m.folder_id <> t.id
                returning m.id
                """;
            case RESTORE -> """
                update message m set folder_id = home.id, trashed_from_id = null
                from asked, folder t, folder inbox, folder home
                where m.id = asked.id
                  and t.id = m.folder_id and t.role = 'trash'
                  and inbox.account_id = m.account_id and inbox.role = 'inbox'
                  and home.id = coalesce((select f.id from folder f where f.id = m.trashed_from_id and f.gone_at is null),
                                         inbox.id)
                returning m.id
                """;
            case DELETE -> "update message m set removed = true from asked where m.id = asked.id returning m.id";
        };
    }
}
