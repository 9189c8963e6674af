package org.mailback.model;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.Remedies;
import org.mailback.admin.Remedy;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MessageActions;
import org.mailback.mailbox.Selection;
import org.mailback.model.Ledger.Row;
import org.mailback.model.MailServer.Mail;
import org.mailback.model.MailServer.Place;
import org.mailback.operation.LaneRequests;
import org.mailback.operation.OperationKind;
import org.mailback.rig.Beans;
import org.mailback.sync.Pruning;

/** The user and the administrators. What they see after an action is what they were promised. */
final class People {

    private final Beans beans;
    private final Ledger ledger;
    private final MailServer server;
    private final Promises promises;
    private final long account;
    private final Caller owner;
    private @Nullable Fault commitFault;

    People(Stage stage, MailServer server, Promises promises, long account) {
        beans = stage.beans;
        ledger = stage.ledger;
        this.server = server;
        this.promises = promises;
        this.account = account;
        owner = new Caller(ledger.number("select owner_id from account"), "alice", false);
    }

    /** What goes wrong when their action is committed. */
    @Nullable
    Fault commitFault() {
        return commitFault;
    }

    List<Row> visible() {
        return ledger.rows().stream().filter(row -> !row.removed()).toList();
    }

    /** @param fault at the commit of the action, null if all goes well */
    void act(OperationKind kind, List<Long> ids, @Nullable Fault fault) {
        var before = byId(ledger.rows());
        commitFault = fault;
        try {
            beans.get(MessageActions.class).apply(owner, kind, new Selection.Ids(ids));
        } catch (BrokenDatabase broken) {
            // the user is told so
        } finally {
            commitFault = null;
        }
        for (var after : ledger.rows()) {
            var was = before.get(after.id());
            if (kind == OperationKind.DELETE && was.seenWish() != null && after.seenWish() == null) {
                promises.replacedSeen(after.label(), seenAt(after.label()));
            }
            if (was.seen() != after.seen()) {
                promises.wishedSeen(
                        after.id(), after.label(), after.seen(), after.seenWish() != null, seenAt(after.label()));
            }
            if (!shown(was).equals(shown(after))) {
                var back = shown(after).equals(after.serverFolder()) && promises.movedByOthers(after.label());
                promises.wishedPlace(
                        after.id(),
                        after.label(),
                        shown(after),
                        after.placeWish() != null && !back,
                        placesOf(after.label()));
            }
        }
    }

    private static String shown(Row row) {
        return row.removed() ? Promises.NOWHERE : row.folder();
    }

    private static Map<Long, Row> byId(Collection<Row> rows) {
        return rows.stream().collect(Collectors.toMap(Row::id, Function.identity()));
    }

    private Set<Boolean> seenAt(String label) {
        return server.all().stream()
                .map(Place::mail)
                .filter(mail -> mail.label().equals(label))
                .map(Mail::seen)
                .collect(Collectors.toSet());
    }

    private Set<String> placesOf(String label) {
        var places = server.all().stream()
                .filter(place -> place.mail().label().equals(label))
                .map(Place::folder)
                .collect(Collectors.toSet());
        return places.isEmpty() ? Set.of(Promises.NOWHERE) : places;
    }

    List<Long> failed() {
        return ledger.texts("select id from pending_operation where status = 'failed' order by id").stream()
                .map(Long::valueOf)
                .toList();
    }

    void remedy(Remedy remedy, Collection<Long> failed) {
        var before = byId(ledger.rows());
        beans.get(Remedies.class).apply(remedy, failed, "admin");
        if (remedy == Remedy.DISCARD) {
            for (var after : ledger.rows()) {
                var was = before.get(after.id());
                var label = after.label();
                if (promises.unique(label) && was.seenWish() != null && after.seenWish() == null) {
                    promises.discardedSeen(label, after.seen(), seenAt(label));
                }
                if (promises.unique(label) && was.placeWish() != null && after.placeWish() == null) {
                    promises.discardedPlace(label, shown(after), placesOf(label));
                }
            }
        }
    }

    void wantFetch() {
        inTransaction(lanes -> lanes.syncNow(account));
    }

    void newCredentials() {
        inTransaction(lanes -> lanes.resume(account));
    }

    void pause() {
        inTransaction(lanes -> lanes.pause(account, "paused by an administrator"));
    }

    /** All that is settled or gone is past its time. */
    void prune() {
        beans.execute("update pending_operation set completed_at = completed_at - interval '2 hours'"
                + " where status in ('completed', 'cancelled')");
        beans.execute("update operation_attempt set at = at - interval '2 hours'");
        beans.execute("update message set missing_since = missing_since - interval '2 hours' where removed");
        beans.get(Pruning.class).prune(Duration.ofHours(1), 1_000);
    }

    private void inTransaction(Consumer<LaneRequests> request) {
        try {
            beans.inTransaction(() -> {
                request.accept(beans.get(LaneRequests.class));
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
