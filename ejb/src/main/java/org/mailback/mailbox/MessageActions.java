package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.ActionResult.Refusal;
import org.mailback.operation.LaneRequests;
import org.mailback.operation.OperationKind;
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
        var missing = new LinkedHashSet<>(ids);
        missing.removeAll(done.found());
        // Hardly ever is one missing, and then there is time to ask why.
        var refused = missing.isEmpty() ? List.<Refusal>of() : refusals(accounts, missing);
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
     * Actions on one message each, for several users at once. A message that was deleted, or is named a second time, gets no
     * result.
     *
     * @param wait for lanes and messages that are locked; else nothing is done with them
     * @return in the order of the wishes
     */
    public List<Answer> applyTogether(List<Wish> wishes, boolean wait) {
        var trip = Trip.with(Sql.BY_INDEX, entityManager);
        var byKind = byKind(wishes);
        var locking = lanes.lockEach(
                trip, byKind.values().stream().flatMap(List::stream).toList(), wait);
        var parts = new ArrayList<Part>();
        byKind.forEach((kind, some) -> {
            var ids = some.stream().map(Wish::messageId).toList();
            var changing = trip.add(LocalChange.ofLocked(kind, wait)).setIds("ids", ids);
            parts.add(new Part(changing, queue.queueChanged(trip, kind)));
        });
        var accounts = locking.get();
        var found = new HashSet<Long>();
        var changed = new HashSet<Long>();
        var queued = new HashSet<Long>();
        for (var part : parts) {
            var done = part.changing.first(LocalChange::read).orElseThrow();
            found.addAll(done.found());
            changed.addAll(done.changed());
            part.queueing.apply(done.changed()).forEach(lane -> queued.addAll(lane.ids()));
        }
        return wishes.stream()
                .map(wish -> new Answer(
                        accounts.containsKey(wish) && found.remove(wish.messageId())
                                ? result(wish.messageId(), changed, queued)
                                : null,
                        accounts.get(wish)))
                .toList();
    }

    /** What is done of one kind in a trip. */
    private record Part(Sql changing, Function<Collection<Long>, List<Wishes.Lane>> queueing) {}

    /**
     * Of each message those that are of one kind with the first: what a trip locks by its owner's wish is not to be changed by a
     * wish of somebody else's, and of two kinds the second would not see what became of the first.
     */
    private static SortedMap<OperationKind, List<Wish>> byKind(List<Wish> wishes) {
        var first = new HashMap<Long, OperationKind>();
        wishes.forEach(wish -> first.putIfAbsent(wish.messageId(), wish.kind()));
        return wishes.stream()
                .filter(wish -> first.get(wish.messageId()) == wish.kind())
                .collect(Collectors.groupingBy(Wish::kind, TreeMap::new, Collectors.toList()));
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
                        order by i.id
                        """)
                .setIds("ids", ids)
                .setIds("accounts", accounts)
                .list(row -> new Refusal(row.number(0), row.flag(1) ? "deleted" : "unknown"));
    }

    private LocalChange change(OperationKind kind, Collection<Long> accounts, Set<Long> ids) {
        var done = Sql.of(entityManager, LocalChange.of(kind))
                .setIds("ids", ids)
                .setIds("accounts", accounts)
                .first(LocalChange::read)
                .orElseThrow();
        if (done.changed().size() == ids.size()) {
            return new LocalChange(ids, done.changed());
        }
        // What was deleted just now is not there any more.
        var found = new HashSet<>(done.changed());
        found.addAll(Sql.of(entityManager, LocalChange.FOUND)
                .setIds("ids", ids)
                .setIds("accounts", accounts)
                .list(row -> row.number(0)));
        return new LocalChange(found, done.changed());
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
