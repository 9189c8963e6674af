package org.mailback.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.mailback.operation.OperationKind;
import org.mailback.platform.Json;
import org.mailback.platform.Trip;
import org.mailback.provider.Outcome;

/** Messages after a batch: what the provider confirmed becomes the server value. Part of the settlement's transaction. */
@ApplicationScoped
public class ServerValues {

    /** Before the operations are settled: what they confirm is read from them. */
    public void confirm(Trip trip, List<Settled> settled, boolean located) {
        confirmSeen(trip, settled);
        confirmMoves(trip, settled);
        remove(trip, settled, located);
    }

    /** After the operations are settled. */
    public void showConsequences(Trip trip, List<Settled> settled, boolean located) {
        forgetPlaces(trip, settled, located);
        restoreToInbox(trip, settled);
        showUndeleted(trip, settled);
    }

    private void confirmSeen(Trip trip, List<Settled> settled) {
        confirmSeen(trip, settled, OperationKind.MARK_READ, true);
        confirmSeen(trip, settled, OperationKind.MARK_UNREAD, false);
    }

    private void confirmSeen(Trip trip, List<Settled> settled, OperationKind kind, boolean seen) {
        var done = settled.stream().filter(item -> item.done() && item.is(kind)).toList();
        if (!done.isEmpty()) {
            trip.add("update message set server_seen = :seen where id = any(cast(:ids as bigint[]))")
                    .set("seen", seen)
                    .setIds("ids", Settled.messages(done));
        }
    }

    /**
     * Without a new UID the message is missing for now; the fetch that follows finds it by its fingerprint. None of these
     * statements joins the operations: PostgreSQL believes that table to be as empty as it mostly is, and would read all of it
     * for every row (2.5 s instead of 30 ms for 1,000 moves in the middle of 10,000).
     */
    private void confirmMoves(Trip trip, List<Settled> settled) {
        var moved = settled.stream().filter(Settled::moved).toList();
        if (moved.isEmpty()) {
            return;
        }
        learnNewFolders(trip, moved);
        makeRoom(trip, moved);
        trip.add("""
                        update message m set
                            server_folder_id = t.id,
                            uid = case when t.uid_validity = r.validity then r.uid end,
                            missing_since = case when t.uid_validity = r.validity then null else now() end
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(message bigint, target text, validity bigint, uid bigint),
                             folder t
                        where m.id = any(cast(:messages as bigint[])) and m.id = r.message
                          and t.account_id = m.account_id and t.name = r.target
                        """).setIds("messages", Settled.messages(moved)).setRows("rows", moved, ServerValues::position);
    }

    private static Json position(Settled item) {
        var row = Json.of("message", item.operation().messageId())
                .with(
                        "target",
                        Objects.requireNonNull(item.operation().target()).name());
        var position = ((Outcome.Done) item.outcome()).position();
        return position == null
                ? row
                : row.with("validity", position.uidValidity()).with("uid", position.uid());
    }

    /** A Trash that the move itself created. */
    private void learnNewFolders(Trip trip, List<Settled> moved) {
        trip.add("""
                        update folder f set uid_validity = r.validity, highest_modseq = 0, server_exists = 0
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(message bigint, target text, validity bigint)
                        join message m on m.id = r.message and m.id = any(cast(:messages as bigint[]))
                        where f.account_id = m.account_id and f.name = r.target
                          and f.uid_validity is null and r.validity is not null
                        """).setIds("messages", Settled.messages(moved)).setRows("rows", moved, ServerValues::position);
    }

    /** A holder that lost its lease may have fetched our copy as new mail; the message itself keeps its place. */
    private void makeRoom(Trip trip, List<Settled> moved) {
        trip.add("""
                        update message d set removed = true, server_folder_id = null, uid = null, missing_since = now()
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(message bigint, target text, validity bigint, uid bigint)
                        join message m on m.id = r.message and m.id = any(cast(:messages as bigint[]))
                        join folder t on t.account_id = m.account_id and t.name = r.target and t.uid_validity = r.validity
                        where d.server_folder_id = t.id and d.uid = r.uid and d.id <> m.id
                        """).setIds("messages", Settled.messages(moved)).setRows("rows", moved, ServerValues::position);
    }

    private void remove(Trip trip, List<Settled> settled, boolean located) {
        var deleted = settled.stream()
                .filter(item -> item.is(OperationKind.DELETE))
                .filter(item -> item.done() || item.deletedAlready(located))
                .toList();
        if (!deleted.isEmpty()) {
            trip.add("""
                            update message set removed = true, server_folder_id = null, uid = null, missing_since = now()
                            where id = any(cast(:ids as bigint[]))
                            """).setIds("ids", Settled.messages(deleted));
            trip.add("delete from message_body where message_id = any(cast(:ids as bigint[]))")
                    .setIds("ids", Settled.messages(deleted));
        }
    }

    /** The folder to restore to is gone: INBOX instead, with a note. */
    private void restoreToInbox(Trip trip, List<Settled> settled) {
        var homeless = settled.stream()
                .filter(item -> item.outcome() instanceof Outcome.NoTarget)
                .toList();
        if (homeless.isEmpty()) {
            return;
        }
        var ids = homeless.stream().map(item -> item.operation().id()).toList();
        trip.add("""
                        update pending_operation o
                        set target_folder_id = f.id, note = 'restored to INBOX: its folder is gone'
                        from folder f
                        where o.id = any(cast(:ids as bigint[])) and o.status = 'pending'
                          and f.account_id = o.account_id and f.role = 'inbox'
                        """).setIds("ids", ids);
        trip.add("""
                        update message m set folder_id = o.target_folder_id
                        from pending_operation o
                        where o.id = any(cast(:ids as bigint[])) and o.status = 'pending' and m.id = o.message_id
                          and not exists (select 1 from pending_operation f where f.status = 'pending'
                                          and f.message_id = m.id and f.aspect = 'placement' and f.slot = 1)
                        """).setIds("ids", ids);
    }

    /**
     * A delete that failed for good: the message shows itself again as the provider has it, marked as not saved. What was
     * wished before it was replaced by the delete.
     */
    private void showUndeleted(Trip trip, List<Settled> settled) {
        var refused = settled.stream()
                .filter(item -> item.is(OperationKind.DELETE))
                .filter(item -> !item.done() && !item.gone())
                .toList();
        if (!refused.isEmpty()) {
            trip.add("""
                            update message m set removed = false,
                                folder_id = coalesce(m.server_folder_id, m.folder_id),
                                seen = case when exists (
                                        select 1 from pending_operation s where s.message_id = m.id and s.aspect = 'seen'
                                        and s.status in ('pending', 'failed')) then m.seen else m.server_seen end
                            from pending_operation o
                            where o.id = any(cast(:ids as bigint[])) and o.status = 'failed' and m.id = o.message_id
                            """)
                    .setIds(
                            "ids",
                            refused.stream().map(item -> item.operation().id()).toList());
        }
    }

    /** What is not where it was believed to be is looked for by a fetch. */
    private void forgetPlaces(Trip trip, List<Settled> settled, boolean located) {
        var lost = settled.stream()
                .filter(item -> item.gone() && !item.deletedAlready(located))
                .toList();
        if (!lost.isEmpty()) {
            trip.add("""
                            update message set uid = null, missing_since = now() where id = any(cast(:ids as bigint[]))
                            """).setIds("ids", Settled.messages(lost));
        }
    }
}
