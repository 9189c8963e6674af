package org.mailback.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import org.mailback.event.Change;
import org.mailback.event.MailChanged;
import org.mailback.platform.Json;
import org.mailback.platform.Sql;
import org.mailback.provider.RemoteMessage;
import org.mailback.provider.UidRange;

/** Messages that a fetch found in a folder: those that only moved are themselves again, the others are new. Part of {@link RemoteChanges}' transaction. */
@ApplicationScoped
public class Arrivals {

    private static final String OWN_PLACE = """
            exists (select 1 from pending_operation o where o.message_id = m.id and o.aspect = 'placement'
                    and o.status in ('pending', 'failed'))""";

    private static final String REMOTE_MESSAGES = """
            jsonb_to_recordset(cast(:rows as jsonb)) as r(uid bigint, seen boolean, flags text[], header text,
                internal_date timestamptz, size bigint, sender text, recipients text, subject text, sent_at timestamptz)
            """;

    @Inject
    EntityManager entityManager;

    @Inject
    MailNews news;

    @Inject
    Event<Change> changes;

    /**
     * @param lost whether messages of the account have no place
     * @param known whether some of the folder's range are there already
     */
    public record Before(boolean lost, boolean known) {}

    /** An import finds neither, and needs not look for each message. */
    public Before before(Lease lease, long folderId, UidRange range) {
        return Sql.of(entityManager, """
                        select exists (select 1 from message where account_id = :account and uid is null),
                               exists (select 1 from message
                                       where server_folder_id = :folder and uid between :first and :last)
                        """)
                .set("account", lease.accountId())
                .set("folder", folderId)
                .set("first", range.first())
                .set("last", range.last())
                .first(row -> new Before(row.flag(0), row.flag(1)))
                .orElseThrow();
    }

    /**
     * A message that lost its place and turns up here: moved by another client, by ourselves without a COPYUID, or known
     * under an old UIDVALIDITY. It stays the same message, with its operations; several that look alike are paired in order.
     */
    public void adopt(Lease lease, long folderId, Collection<RemoteMessage> messages, UidRange range) {
        var adopted = Sql.of(
                        entityManager,
                        """
                        update message m set
                            server_folder_id = :folder, uid = p.uid, missing_since = null,
                            server_seen = p.seen, flags = p.flags,
                            seen = case when
                        """ + RemoteChanges.OWN_SEEN + """
                                 then m.seen else p.seen end,
                            folder_id = case when
                        """ + OWN_PLACE + """
                                 then m.folder_id else :folder end
                        from (
                            select lost.id, lost.folder_id, lost.seen as shown_seen, r.uid, r.seen, r.flags from (
                                select r.*, row_number() over (
                                    partition by coalesce(r.header, ''), r.size, r.internal_date order by r.uid) as n
                                from
                        """ + REMOTE_MESSAGES + """
                                where not exists (select 1 from message k where k.server_folder_id = :folder and k.uid = r.uid
                                                  and k.uid between :first and :last)
                            ) r join (
                                select m.id, m.folder_id, m.seen, m.message_id, m.size, m.internal_date, row_number() over (
                                    partition by coalesce(m.message_id, ''), m.size, m.internal_date
                                    order by m.removed, m.id) as n
                                from message m
                                where m.account_id = :account and m.uid is null and (not m.removed or
                        """ + OWN_PLACE + """
                                )
                            ) lost on coalesce(lost.message_id, '') = coalesce(r.header, '') and lost.size = r.size
                                  and lost.internal_date = r.internal_date and lost.n = r.n
                        ) p
                        where m.id = p.id
                        returning m.id, m.folder_id, p.folder_id,
                                  not m.removed and (m.folder_id <> p.folder_id or m.seen <> p.shown_seen)
                        """)
                .setRows("rows", messages, Arrivals::row)
                .set("account", lease.accountId())
                .set("folder", folderId)
                .set("first", range.first())
                .set("last", range.last())
                .list(MailNews::shown);
        news.changed(lease, adopted);
    }

    /** Those that are not there yet. */
    public void add(Lease lease, long folderId, Collection<RemoteMessage> messages) {
        Sql.of(entityManager, """
                        with arrived as (
                        insert into message (account_id, folder_id, seen, server_folder_id, uid, server_seen, flags, message_id,
                                             internal_date, size, sender, recipients, subject, sent_at)
                        select :account, :folder, r.seen, :folder, r.uid, r.seen, r.flags, r.header,
                               r.internal_date, r.size, r.sender, r.recipients, r.subject, r.sent_at
                        from
                        """ + REMOTE_MESSAGES + """
                        on conflict (server_folder_id, uid) do nothing returning id as message_id)
                        select count(*),
                        """ + Change.IDS + " from arrived")
                .setRows("rows", messages, Arrivals::row)
                .set("account", lease.accountId())
                .set("folder", folderId)
                .list(row ->
                        MailChanged.arrived(lease.accountId(), folderId, row.number(0), Change.ids(row.textOrNull(1))))
                .stream()
                .filter(change -> change.arrived() > 0)
                .forEach(changes::fire);
    }

    private static Json row(RemoteMessage message) {
        var fingerprint = message.fingerprint();
        return RemoteChanges.row(message.flags())
                .with("header", fingerprint.messageId())
                .with("internal_date", fingerprint.internalDate())
                .with("size", fingerprint.size())
                .with("sender", message.from())
                .with("recipients", message.to())
                .with("subject", message.subject())
                .with("sent_at", message.date());
    }
}
