package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailback.event.AccountChanged;
import org.mailback.mailbox.AccountView.ImportProgress;
import org.mailback.mailbox.MailboxProblem.Kind;
import org.mailback.operation.AccountStates;
import org.mailback.operation.LaneRequests;
import org.mailback.platform.Sql;

/** The table of accounts, one short transaction a call. */
@Stateless
public class AccountRecords {

    private static final String UNIQUE_VIOLATION = "23505";

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    LaneRequests lanes;

    @Inject
    AccountPasswords passwords;

    @Inject
    AccountStates states;

    /** Another user's account is as unknown as one that does not exist. */
    public Account find(Caller caller, long id) {
        return entityManager
                .createQuery("""
                        select a from Account a
                        where a.id = :id and a.owner.id = :owner and a.deletedAt is null
                        """, Account.class)
                .setParameter("id", id)
                .setParameter("owner", caller.userId())
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> unknown(id));
    }

    public List<AccountView> list(Caller caller) {
        return views(caller, null);
    }

    public AccountView view(Caller caller, long id) {
        return views(caller, id).stream().findFirst().orElseThrow(() -> unknown(id));
    }

    /** Told before the login is tried; what races past this the unique index stops. */
    public void refuseSecond(Caller caller, AccountSettings settings) {
        var same = Sql.of(entityManager, """
                        select id from account
                        where owner_id = :owner and lower(host) = lower(:host) and port = :port
                          and username = :username and deleted_at is null
                        """)
                .set("owner", caller.userId())
                .set("host", settings.host())
                .set("port", settings.port())
                .set("username", settings.username())
                .first(row -> row.number(0));
        if (same.isPresent()) {
            throw connectedAlready(settings);
        }
    }

    public long create(Caller caller, AccountDraft.Names names, AccountSettings settings) {
        var account = new Account(entityManager.getReference(AppUser.class, caller.userId()), Sql.now(entityManager));
        account.rename(names.email(), names.displayName());
        account.reachAt(settings.host(), settings.port(), settings.tls(), settings.username());
        try {
            entityManager.persist(account);
            seal(account, settings.password());
            entityManager.flush();
        } catch (PersistenceException e) {
            throw isDuplicate(e) ? connectedAlready(settings) : e;
        }
        lanes.open(account.id());
        return account.id();
    }

    public void change(Caller caller, long id, AccountDraft.Names names, AccountSettings settings) {
        var account = find(caller, id);
        account.rename(names.email(), names.displayName());
        account.reachAt(settings.host(), settings.port(), settings.tls(), settings.username());
        seal(account, settings.password());
        try {
            entityManager.flush();
        } catch (PersistenceException e) {
            throw isDuplicate(e) ? connectedAlready(settings) : e;
        }
        lanes.resume(id);
    }

    public void rename(Caller caller, long id, AccountDraft.Names names) {
        find(caller, id).rename(names.email(), names.displayName());
        states.tell(id);
    }

    public void delete(Caller caller, long id) {
        var account = find(caller, id);
        lanes.close(id);
        account.delete(Sql.now(entityManager));
        entityManager.flush();
        states.tell(id);
    }

    public void syncNow(Caller caller, long id) {
        lanes.syncNow(find(caller, id).id());
    }

    public void resync(Caller caller, long id) {
        readAnew(find(caller, id).id());
    }

    /**
     * The next fetch believes nothing that was read before: every folder's messages, flags and removals are read again. What
     * users want is kept, as in every fetch.
     */
    public void readAnew(long id) {
        lanes.lock(List.of(id));
        Sql.command(entityManager, """
                        update folder set highest_modseq = least(highest_modseq, 0) - 1, import_below = uid_next
                        where account_id = :account and gone_at is null and uid_validity is not null and uid_next > 1
                        """).set("account", id).execute();
        lanes.syncNow(id);
    }

    private void seal(Account account, String password) {
        var sealed = passwords.seal(account.id(), password);
        account.seal(sealed.text(), sealed.keyId());
    }

    private List<AccountView> views(Caller caller, @Nullable Long id) {
        return Sql.of(entityManager, """
                        select a.id, a.email, a.display_name, a.host, a.port, a.tls, a.username,
                               a.imported_at is not null, l.pause_reason, l.pause_text,
                               (select count(*) from pending_operation o
                                where o.status = 'pending' and o.account_id = a.id),
                               (select count(*) from pending_operation o
                                where o.status = 'failed' and o.account_id = a.id),
                               f.imported, f.total
                        from account a
                        left join account_lane l on l.account_id = a.id
                        cross join lateral (
                            select cast(coalesce(sum(server_exists), 0) as bigint) as total,
                                   cast(coalesce(sum(case
                                       when import_below <= 1 then server_exists
                                       else server_exists * greatest(uid_next - import_below, 0) / uid_next
                                   end), 0) as bigint) as imported
                            from folder where account_id = a.id and gone_at is null
                        ) f
                        where a.owner_id = :owner and a.deleted_at is null
                          and (cast(:id as bigint) is null or a.id = cast(:id as bigint))
                        order by a.id
                        """)
                .set("owner", caller.userId())
                .set("id", id == null ? null : id.toString())
                .list(AccountRecords::view);
    }

    private static AccountView view(Sql.Row row) {
        boolean imported = row.flag(7);
        return new AccountView(
                row.number(0),
                row.text(1),
                row.text(2),
                row.text(3),
                (int) row.number(4),
                row.text(5),
                row.text(6),
                AccountChanged.state(imported, row.textOrNull(8)),
                row.textOrNull(9),
                row.number(10),
                row.number(11),
                imported ? null : new ImportProgress(row.number(12), row.number(13)));
    }

    private static boolean isDuplicate(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState()));
    }

    private static MailboxProblem unknown(long id) {
        return new MailboxProblem(Kind.NOT_FOUND, "there is no account " + id);
    }

    private static MailboxProblem connectedAlready(AccountSettings settings) {
        return new MailboxProblem(Kind.CONFLICT, settings + " is connected already", "username", null);
    }
}
