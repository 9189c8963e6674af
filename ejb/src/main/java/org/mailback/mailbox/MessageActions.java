package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.ActionResult.Refusal;
import org.mailback.operation.LaneRequests;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationKind.Aspect;
import org.mailback.operation.OperationQueue;
import org.mailback.operation.Wish;
import org.mailback.operation.Wishes;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;
import org.mailback.platform.Trip;

/**
 * The user's actions: the local change and its pending operation commit in one transaction, and nobody waits for a provider.
 * One message or ten thousand take the same few statements.
 */
@Stateless
public class MessageActions {

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    OperationQueue queue;

    @Inject
    LaneRequests lanes;

    @Inject
    Configuration configuration;

    /**
     * Applies one action to a selection of the caller's messages. Asking for what already is so changes and queues nothing.
     *
     * @throws MailboxProblem {@code TOO_MANY} beyond the bulk limit, {@code NOT_FOUND} for a folder that is not the caller's
     */
    public ActionResult apply(Caller caller, OperationKind kind, Selection selection) {
        if (selection instanceof Selection.WholeFolder folder) {
            return applyTo(caller, kind, messagesOf(caller, folder));
        }
        var ids = new LinkedHashSet<>(((Selection.Ids) selection).ids());
        if (ids.size() > configuration.bulkLimit()) {
            throw new MailboxProblem(
                    MailboxProblem.Kind.TOO_MANY,
                    "at most " + configuration.bulkLimit() + " messages at once, not " + ids.size());
        }
        return applyTo(caller, kind, ids);
    }

    private ActionResult applyTo(Caller caller, OperationKind kind, Set<Long> ids) {
        if (ids.isEmpty()) {
            return new ActionResult(0, 0, 0, List.of(), List.of());
        }
        var accounts = lanes.lockOf(caller.userId(), ids);
        var done = change(kind, accounts, ids);
        // Hardly ever is one missing, and then there is time to ask which.
        var refused = done.found().size() == ids.size() ? List.<Refusal>of() : refusals(accounts, ids);
        int queued = queue.queue(kind, done.changed()).stream()
                .mapToInt(Wishes.Lane::operations)
                .sum();
        return new ActionResult(ids.size(), done.changed().size(), queued, refused, done.changed());
    }

    /**
     * What became of a wish.
     *
     * @param result null: nothing was done
     * @param accountId of the message; null if the user has no such message
     */
    public record Answer(
            @Nullable ActionResult result, @Nullable Long accountId) {}

    /**
     * The same action on one message each, for several users at once. A message that was deleted, or is named a second time,
     * gets no result.
     *
     * @param wait for lanes and messages that are locked; else nothing is done with them
     * @return in the order of the wishes
     */
    public List<Answer> applyTogether(OperationKind kind, List<Wish> wishes, boolean wait) {
        var trip = Trip.with(Sql.BY_INDEX, entityManager);
        var locking = lanes.lockEach(trip, wishes, wait);
        var changing = trip.add((wait ? CHANGE_LOCKED : CHANGE_FREE).get(kind));
        var queueing = queue.queueChanged(trip, kind);
        var own = locking.get();
        var done = changing.first(Change::of).orElseThrow();
        var queued = queueing.apply(done.changed()).stream()
                .flatMap(lane -> lane.ids().stream())
                .collect(Collectors.toSet());
        var accounts = own.stream().collect(Collectors.toMap(LaneRequests.Own::wish, LaneRequests.Own::accountId));
        var found = new HashSet<>(done.found());
        return wishes.stream()
                .map(wish -> new Answer(
                        accounts.containsKey(wish) && found.remove(wish.messageId())
                                ? result(wish.messageId(), done.changed(), queued)
                                : null,
                        accounts.get(wish)))
                .toList();
    }

    private static ActionResult result(long id, Collection<Long> changed, Collection<Long> queued) {
        var ids = changed.contains(id) ? List.of(id) : List.<Long>of();
        return new ActionResult(1, ids.size(), queued.contains(id) ? 1 : 0, List.of(), ids);
    }

    private List<Refusal> refusals(Collection<Long> accounts, Collection<Long> ids) {
        return Sql.of(entityManager, """
                        select i.id, m.id is not null
                        from unnest(cast(:ids as bigint[])) as i(id)
                        left join message m on m.id = i.id and m.account_id = any(cast(:accounts as bigint[]))
                        where m.id is null or m.removed order by i.id
                        """)
                .setIds("ids", ids)
                .setIds("accounts", accounts)
                .list(row -> new Refusal(row.number(0), row.flag(1) ? "deleted" : "unknown"));
    }

    /**
     * @param found which of the messages are there, and not locked by others
     * @param changed which of them were not as asked already
     */
    private record Change(Set<Long> found, List<Long> changed) {

        static Change of(Sql.Row row) {
            return new Change(Set.copyOf(row.ids(1)), row.ids(0));
        }
    }

    /**
     * An account may have been deleted while its lane was waited for. Said so that no index serves but that of the ids: as long as
     * a table is small, PostgreSQL would as well skip through that of a folder's newest.
     */
    private static final String ASKED = """
            m.id = any(cast(:ids as bigint[])) and m.removed is not true
            and m.account_id + 0 = any(array(select a.id from account a
                                             where a.id = any(cast(:accounts as bigint[])) and a.deleted_at is null))
            """;

    /**
     * Changes those that are not as asked already; whoever changes several locks them by ascending id. What only sets a value
     * does so by looking the ids up in their order, which locks them so as well and touches each once. What joins folders may
     * go in another order, and an update cannot leave out what others have locked: both lock first.
     */
    private Change change(OperationKind kind, Collection<Long> accounts, Set<Long> ids) {
        if (kind.aspect() == Aspect.SEEN) {
            var changed = run(
                            "with changed as (" + setSeen(kind, "where " + ASKED) + ')' + CHANGED + ", null",
                            accounts,
                            ids)
                    .changed();
            return new Change(changed.size() == ids.size() ? ids : found(accounts, ids), changed);
        }
        return run(lockAndChange(kind, "") + CHANGED + ASKED_FOR, accounts, ids);
    }

    private Change run(String changing, Collection<Long> accounts, Set<Long> ids) {
        return Sql.of(entityManager, changing)
                .setIds("ids", ids)
                .setIds("accounts", accounts)
                .first(Change::of)
                .orElseThrow();
    }

    private static final String CHANGED = "select (select string_agg(cast(id as text), ',') from changed)";

    private static final String ASKED_FOR = ", (select string_agg(cast(id as text), ',') from asked)";

    /** @param others {@code skip locked}, or nothing to wait for them */
    private static String lockAndChange(OperationKind kind, String others) {
        return """
                with asked as materialized (
                    select m.id from message m where %s order by m.id for update %s
                ), changed as (%s)
                """.formatted(ASKED, others, changeOf(kind));
    }

    /** Messages whose lanes were locked in the same trip; those that are changed are handed on. */
    private static final Map<OperationKind, String> CHANGE_LOCKED = changeHandedOver("");

    /** The same, but for messages that others have locked. */
    private static final Map<OperationKind, String> CHANGE_FREE = changeHandedOver("skip locked");

    private static Map<OperationKind, String> changeHandedOver(String others) {
        return Arrays.stream(OperationKind.values())
                .collect(Collectors.toMap(
                        Function.identity(),
                        kind -> lockAndChange(kind, others)
                                        .replace(":ids", Trip.handedOver(LaneRequests.LOCKED_MESSAGES))
                                        .replace(":accounts", Trip.handedOver(LaneRequests.LOCKED_ACCOUNTS))
                                + CHANGED + ASKED_FOR + ", "
                                + Trip.handOver(Wishes.CHANGED, "select array_agg(id) from changed")));
    }

    private Set<Long> found(Collection<Long> accounts, Set<Long> ids) {
        return Set.copyOf(Sql.of(entityManager, "select m.id from message m where " + ASKED)
                .setIds("ids", ids)
                .setIds("accounts", accounts)
                .list(row -> row.number(0)));
    }

    private static String setSeen(OperationKind kind, String which) {
        boolean seen = kind == OperationKind.MARK_READ;
        return "update message m set seen = " + seen + ' ' + which + " and m.seen <> " + seen + " returning m.id";
    }

    private static String changeOf(OperationKind kind) {
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

    /** What the client saw of the folder: everything in the list's order from the newest message it saw downwards. */
    private Set<Long> messagesOf(Caller caller, Selection.WholeFolder selection) {
        requireOwn(caller, selection.folderId(), "folder");
        requireOwn(caller, selection.upTo(), "message");
        return new LinkedHashSet<>(Sql.of(entityManager, """
                        select m.id from message m join message newest on newest.id = :upTo
                        where m.folder_id = :folder and not m.removed
                          and (m.internal_date, m.id) <= (newest.internal_date, newest.id)
                          and m.id <> all(cast(:except as bigint[]))
                        """)
                .set("folder", selection.folderId())
                .set("upTo", selection.upTo())
                .setIds("except", selection.exceptIds())
                .list(row -> row.number(0)));
    }

    private void requireOwn(Caller caller, long id, String table) {
        Sql.of(entityManager, """
                        select t.id from %s t join account a on a.id = t.account_id
                        where t.id = :id and a.owner_id = :owner and a.deleted_at is null
                        """.formatted(table))
                .set("id", id)
                .set("owner", caller.userId())
                .first(row -> row.number(0))
                .orElseThrow(
                        () -> new MailboxProblem(MailboxProblem.Kind.NOT_FOUND, "there is no " + table + " " + id));
    }
}
