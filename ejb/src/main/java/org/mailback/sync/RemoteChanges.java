package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Collection;
import org.jboss.logging.Logger;
import org.mailback.event.Change;
import org.mailback.event.OperationsChanged;
import org.mailback.operation.AccountStates;
import org.mailback.operation.OperationStatus;
import org.mailback.platform.Json;
import org.mailback.platform.Sql;
import org.mailback.provider.FolderState;
import org.mailback.provider.RemoteFlags;
import org.mailback.provider.RemoteMessage;
import org.mailback.provider.UidRange;

/**
 * Merges what a fetch saw of messages. The server value is always stored; the local value follows it only where no operation
 * of that aspect is pending or failed. Every method is one short transaction that holds the lane, so that neither a user's
 * action nor another worker comes in between.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RemoteChanges {

    private static final Logger LOG = Logger.getLogger(RemoteChanges.class);

    static final String OWN_SEEN = """
            exists (select 1 from pending_operation o where o.message_id = m.id and o.aspect = 'seen'
                    and o.status in ('pending', 'failed'))""";

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    AccountLanes lanes;

    @Inject
    AccountStates states;

    @Inject
    Event<Change> changes;

    @Inject
    MailNews news;

    @Inject
    Arrivals arrivals;

    /** Flags as another client or we ourselves changed them. */
    public void flags(Lease lease, long folderId, Collection<RemoteFlags> flags) {
        lanes.hold(lease);
        merge(lease, folderId, flags);
    }

    /** The range is told beside the UIDs: without it the plan may read all of the folder for some hundred of them. */
    private void merge(Lease lease, long folderId, Collection<RemoteFlags> flags) {
        if (flags.isEmpty()) {
            return;
        }
        var range = UidRange.around(flags.stream().mapToLong(RemoteFlags::uid));
        var shown = Sql.of(entityManager, """
                        update message m set server_seen = r.seen, flags = r.flags,
                            seen = case when
                        """ + OWN_SEEN + """
                                 then m.seen else r.seen end
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(uid bigint, seen boolean, flags text[])
                             join message old on old.server_folder_id = :folder and old.uid = r.uid
                        where m.id = old.id and old.uid between :first and :last
                          and (old.server_seen <> r.seen or old.seen <> r.seen or old.flags <> r.flags)
                        returning m.id, m.folder_id, m.folder_id, m.seen <> old.seen and not m.removed
                        """)
                .setRows("rows", flags, RemoteChanges::row)
                .set("folder", folderId)
                .set("first", range.first())
                .set("last", range.last())
                .list(MailNews::shown);
        news.changed(lease, shown);
    }

    /** Messages below {@code uidNext} that the server does not list any more lose their place; this fetch may find them elsewhere. */
    public void vanished(Lease lease, long folderId, Collection<Long> present, long uidNext) {
        lanes.hold(lease);
        int count = Sql.command(entityManager, """
                        update message m set uid = null, missing_since = now()
                        where m.server_folder_id = :folder and m.uid < :uidNext
                          and not exists (select 1 from unnest(cast(:present as bigint[])) as p(uid) where p.uid = m.uid)
                        """)
                .set("folder", folderId)
                .set("uidNext", uidNext)
                .setIds("present", present)
                .execute();
        LOG.debugf("Account %d: %d messages vanished from folder %d", lease.accountId(), count, folderId);
    }

    /** The folder got another UIDVALIDITY, or is new: every UID known of it means nothing any more. */
    public void startAnew(Lease lease, long folderId, FolderState state) {
        lanes.hold(lease);
        Sql.command(
                        entityManager,
                        "update message set uid = null, missing_since = now() where server_folder_id = :folder and uid is not null")
                .set("folder", folderId)
                .execute();
        Sql.command(
                        entityManager,
                        "update pending_operation set uid_floor = null where target_folder_id = :folder and uid_floor is not null")
                .set("folder", folderId)
                .execute();
        Sql.command(entityManager, """
                        update folder set uid_validity = :validity, uid_next = :next, import_below = :next,
                            highest_modseq = :modseq, server_exists = :exists
                        where id = :folder
                        """)
                .set("validity", state.uidValidity())
                .set("next", state.uidNext())
                .set("modseq", state.highestModSeq())
                .set("exists", state.exists())
                .set("folder", folderId)
                .execute();
    }

    /** New mail up to {@code uidNext}. */
    public void arrived(Lease lease, long folderId, Collection<RemoteMessage> messages, long uidNext) {
        store(lease, folderId, messages);
        Sql.command(entityManager, "update folder set uid_next = greatest(uid_next, :next) where id = :folder")
                .set("next", uidNext)
                .set("folder", folderId)
                .execute();
    }

    /** Older mail of an import, which goes from new to old; it goes on from here unless somebody let it begin anew meanwhile. */
    public void imported(Lease lease, long folderId, Collection<RemoteMessage> messages, long below, long importBelow) {
        store(lease, folderId, messages);
        Sql.command(entityManager, """
                        update folder set import_below = :importBelow where id = :folder and import_below = :below
                        """)
                .set("importBelow", importBelow)
                .set("below", below)
                .set("folder", folderId)
                .execute();
        states.tell(lease.accountId());
    }

    private void store(Lease lease, long folderId, Collection<RemoteMessage> messages) {
        lanes.hold(lease);
        if (messages.isEmpty()) {
            return;
        }
        var range = UidRange.around(messages.stream().mapToLong(RemoteMessage::uid));
        var before = arrivals.before(lease, folderId, range);
        if (before.lost()) {
            arrivals.adopt(lease, folderId, messages, range);
        }
        if (before.known()) {
            // What we moved here ourselves is known, but perhaps not what another client changed just before the move.
            merge(lease, folderId, messages.stream().map(RemoteMessage::flags).toList());
        }
        arrivals.add(lease, folderId, messages);
    }

    /** Whether {@link #finished} would take anything for gone. */
    public boolean missing(Lease lease, Instant begun) {
        lanes.hold(lease);
        return Sql.of(entityManager, """
                        select exists (select 1 from message where account_id = :account and uid is null
                                       and missing_since < :begun and server_folder_id is not null)
                        """)
                .set("account", lease.accountId())
                .set("begun", begun)
                .first(row -> row.flag(0))
                .orElse(false);
    }

    /**
     * The end of a whole fetch: what was missing when it began and was found nowhere is gone, and its operations are
     * completed. What went missing during this fetch may have been moved to a folder that was looked at before: another
     * fetch is due at once.
     *
     * @return how many messages are gone
     */
    public int finished(Lease lease, Instant begun) {
        lanes.hold(lease);
        var missing = Sql.of(entityManager, """
                        update message m set removed = true, server_folder_id = null
                        from message old
                        where m.id = old.id and old.account_id = :account and old.uid is null
                          and old.missing_since < :begun and old.server_folder_id is not null
                        returning m.id, m.folder_id, old.removed
                        """)
                .set("account", lease.accountId())
                .set("begun", begun)
                .list(row -> new MailNews.Missing(row.number(0), row.number(1), row.flag(2)));
        var gone = missing.stream().map(MailNews.Missing::id).toList();
        news.removed(lease, missing);
        Sql.command(entityManager, "delete from message_body where message_id = any(cast(:gone as bigint[]))")
                .setIds("gone", gone)
                .execute();
        Sql.of(entityManager, """
                        with completed as (
                            update pending_operation set status = 'completed', completed_at = now(), slot = 0,
                                uncertain = false, not_before = null,
                                note = 'gone: the message is not at the provider any more'
                            where status in ('pending', 'failed') and message_id = any(cast(:gone as bigint[]))
                            returning kind, message_id
                        )
                        select kind, count(*),
                        """ + Change.IDS + " from completed group by kind")
                .setIds("gone", gone)
                .list(row -> OperationsChanged.of(
                        lease.accountId(),
                        OperationStatus.COMPLETED.code(),
                        row.text(0),
                        row.number(1),
                        Change.ids(row.textOrNull(2))))
                .forEach(changes::fire);
        Sql.command(entityManager, """
                        update account_lane set sync_due_at = now() where account_id = :account and exists (
                            select 1 from message
                            where account_id = :account and uid is null and server_folder_id is not null)
                        """).set("account", lease.accountId()).execute();
        int imported = Sql.command(entityManager, """
                        update account set imported_at = now()
                        where id = :account and imported_at is null and not exists (
                            select 1 from folder where account_id = :account and gone_at is null and import_below > 1)
                        """)
                .set("account", lease.accountId())
                .execute();
        if (imported > 0) {
            states.tell(lease.accountId());
        }
        return gone.size();
    }

    /** The database's time, by which {@link #finished} judges. */
    public Instant now() {
        return Sql.now(entityManager);
    }

    static Json row(RemoteFlags flags) {
        return Json.of("uid", flags.uid())
                .with("seen", flags.seen())
                .with("flags", flags.others().stream().sorted().toList());
    }
}
