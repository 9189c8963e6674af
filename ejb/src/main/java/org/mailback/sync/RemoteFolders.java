package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.event.Change;
import org.mailback.event.MailChanged;
import org.mailback.platform.Json;
import org.mailback.platform.Sql;
import org.mailback.provider.FolderRole;
import org.mailback.provider.FolderState;
import org.mailback.provider.RemoteFolder;

/** Merges what a fetch saw of folders; each account has exactly one INBOX and one Trash, which the first move creates if need be. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RemoteFolders {

    private static final Set<FolderRole> UNIQUE = EnumSet.of(FolderRole.INBOX, FolderRole.TRASH);

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    AccountLanes lanes;

    @Inject
    Event<Change> changes;

    /**
     * What the last fetch knew of a folder.
     *
     * @param uidValidity null if it was not seen at the provider yet
     * @param highestModSeq negative: somebody wants all of it read anew, and every new wish is another number
     * @param importBelow UIDs below this are still to be imported
     * @param awaited a move whose outcome is not known leads here
     */
    record Known(
            long id,
            String name,
            @Nullable Long uidValidity,
            long uidNext,
            long highestModSeq,
            long exists,
            long importBelow,
            boolean awaited) {

        boolean isReadAnew() {
            return highestModSeq < 0;
        }
    }

    /** The account's folders as they are now, INBOX and Trash first; messages of folders that are gone lose their place. */
    public List<Known> merge(Lease lease, List<RemoteFolder> remote) {
        lanes.hold(lease);
        var folders = withOneOfEach(remote);
        var changed = new TreeSet<>(retire(lease, folders, remote));
        changed.addAll(Sql.of(entityManager, """
                        insert into folder as f (account_id, name, role)
                        select :account, r.name, r.role from jsonb_to_recordset(cast(:rows as jsonb)) as r(name text, role text)
                        on conflict (account_id, name) do update set role = excluded.role, gone_at = null
                        where f.role <> excluded.role or f.gone_at is not null
                        returning f.id
                        """)
                .set("account", lease.accountId())
                .setRows(
                        "rows",
                        folders,
                        folder -> Json.of("special", folder.special() ? 1 : 0)
                                .with("name", folder.name())
                                .with("role", folder.role().code()))
                .list(row -> row.number(0)));
        if (!changed.isEmpty()) {
            changes.fire(MailChanged.folders(lease.accountId(), changed));
        }
        return known(lease);
    }

    /** The server's own word (SPECIAL-USE) outranks a well-known name, the shorter path the longer one. */
    private static List<RemoteFolder> withOneOfEach(List<RemoteFolder> remote) {
        var folders = new ArrayList<RemoteFolder>();
        var taken = EnumSet.noneOf(FolderRole.class);
        remote.stream()
                .sorted(Comparator.comparing((RemoteFolder folder) -> !folder.special())
                        .thenComparing(folder -> folder.name().length())
                        .thenComparing(RemoteFolder::name))
                .forEach(folder -> {
                    boolean second = UNIQUE.contains(folder.role()) && !taken.add(folder.role());
                    folders.add(second ? new RemoteFolder(folder.name(), FolderRole.NONE, false) : folder);
                });
        if (!taken.contains(FolderRole.TRASH)) {
            folders.add(new RemoteFolder("Trash", FolderRole.TRASH, false));
        }
        return folders;
    }

    /** A Trash that is still to be created is not gone, but whatever was in the one before it is. */
    private List<Long> retire(Lease lease, List<RemoteFolder> folders, List<RemoteFolder> remote) {
        var listed = remote.stream().map(RemoteFolder::name).collect(Collectors.toSet());
        var gone = Sql.of(entityManager, """
                        with gone as (
                            update folder f set gone_at = now(), uid_validity = null, role = 'none', uid_next = 1,
                                import_below = 1, highest_modseq = 0, server_exists = 0
                            where f.account_id = :account and f.gone_at is null
                              and not exists (select 1 from jsonb_to_recordset(cast(:rows as jsonb)) as r(name text, listed int)
                                              where r.name = f.name and (r.listed = 1 or f.uid_validity is null))
                            returning f.id
                        ), displaced as (
                            update message m set uid = null, missing_since = now() from gone
                            where m.server_folder_id = gone.id and m.uid is not null
                        )
                        select id from gone
                        """)
                .set("account", lease.accountId())
                .setRows(
                        "rows",
                        folders,
                        folder -> Json.of("listed", listed.contains(folder.name()) ? 1 : 0)
                                .with("name", folder.name()))
                .list(row -> row.number(0));
        // Roles that wander from one folder to another must not meet in the unique index on the way.
        Sql.command(entityManager, """
                        update folder f set role = 'none'
                        from jsonb_to_recordset(cast(:rows as jsonb)) as r(name text, role text)
                        where f.account_id = :account and f.name = r.name and f.role <> r.role
                          and f.role in ('inbox', 'trash')
                        """)
                .set("account", lease.accountId())
                .setRows(
                        "rows",
                        folders,
                        folder -> Json.of("special", 0)
                                .with("name", folder.name())
                                .with("role", folder.role().code()))
                .execute();
        return gone;
    }

    private List<Known> known(Lease lease) {
        return Sql.of(entityManager, """
                        select f.id, f.name, f.uid_validity, f.uid_next, f.highest_modseq, f.server_exists, f.import_below,
                               exists (select 1 from pending_operation o where o.account_id = f.account_id
                                       and o.status = 'pending' and o.uncertain and o.target_folder_id = f.id)
                        from folder f where f.account_id = :account and f.gone_at is null
                        order by case f.role when 'inbox' then 0 when 'trash' then 1 else 2 end, f.name
                        """)
                .set("account", lease.accountId())
                .list(row -> new Known(
                        row.number(0),
                        row.text(1),
                        row.numberOrNull(2),
                        row.number(3),
                        row.number(4),
                        row.number(5),
                        row.number(6),
                        row.flag(7)));
    }

    /** Whether a message may be here and where it was as well: then the copy must not be taken for a message of its own. */
    public boolean mayHoldHalf(Lease lease, long folderId) {
        lanes.hold(lease);
        return Sql.of(entityManager, """
                        select exists (select 1 from pending_operation o join message m on m.id = o.message_id
                                       where o.account_id = :account and o.status = 'pending' and o.uncertain
                                         and o.target_folder_id = :folder
                                         and m.uid is not null and m.server_folder_id <> :folder)
                        """)
                .set("account", lease.accountId())
                .set("folder", folderId)
                .first(row -> row.flag(0))
                .orElse(false);
    }

    /** The folder as of now, after new mail and flags were merged. */
    public void seen(Lease lease, long folderId, FolderState state) {
        lanes.hold(lease);
        Sql.command(entityManager, "update folder set server_exists = :exists where id = :folder")
                .set("exists", state.exists())
                .set("folder", folderId)
                .execute();
    }

    /** All flags are as of then; unless somebody meanwhile wants them read anew. */
    public void flagsRead(Lease lease, Known folder, long modSeq) {
        lanes.hold(lease);
        Sql.command(entityManager, """
                        update folder set highest_modseq = :modseq where id = :folder and highest_modseq = :known
                        """)
                .set("modseq", modSeq)
                .set("folder", folder.id())
                .set("known", folder.highestModSeq())
                .execute();
    }
}
