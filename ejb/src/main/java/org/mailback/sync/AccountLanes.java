package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.AccountStates;
import org.mailback.platform.Configuration;
import org.mailback.platform.Json;
import org.mailback.platform.Sql;
import org.mailback.platform.Trip;

/**
 * Keeps and releases claimed lanes; every public method is one short transaction, or part of the caller's. The database's
 * clock judges leases.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class AccountLanes {

    /**
     * When there is more to do is two look-ups, unless all that an account has left waits for a second try. By a range, as in
     * {@link LaneClaims#FIRST_BATCH}: where nearly all that is pending is of one account, PostgreSQL looks for another's row by
     * row. No EXISTS, which would forget the order, and with it the index: planned while little was pending, it read all of it.
     */
    public static final String RELEASE = """
            update account_lane l set
                lease_owner = null, claimed_to = 0, claimed_at = null, fail_streak = 0,
                paused_until = case when pause_reason = 'paused' then paused_until end,
                pause_text = case when pause_reason = 'paused' then pause_text end,
                paused_since = case when pause_reason = 'paused' then paused_since end,
                fetched_at = case when cast(:fetched as timestamptz) is null then fetched_at else now() end,
                pause_reason = case when pause_reason = 'paused' then pause_reason end,
                sync_due_at = n.sync_due_at,
                due_at = case when pause_reason = 'paused' then null else least(n.sync_due_at, n.operation) end
            from (select k.account_id,
                         case when k.sync_due_at = cast(:fetched as timestamptz)
                              then now() + make_interval(secs => :interval) else k.sync_due_at end as sync_due_at,
                         case when (select o.id from pending_operation o
                                    where o.status = 'pending' and o.slot = 0 and o.not_before is null
                                      and (o.account_id, o.seq) > (k.account_id, -1) and o.account_id <= k.account_id
                                    order by o.account_id, o.seq limit 1) is not null
                              then now()
                              else (select min(o.not_before) from pending_operation o
                                    where o.status = 'pending' and o.account_id = k.account_id and o.slot = 0
                                      and o.not_before is not null) end as operation
                  from account_lane k where k.account_id = any(cast(:accounts as bigint[]))) n
            where l.account_id = n.account_id and l.account_id = any(cast(:accounts as bigint[]))
            returning l.account_id, coalesce(l.due_at <= clock_timestamp(), false)
            """;

    private static final String HOLD = """
            select pause_reason, pause_text from account_lane where account_id = :account and lease_no = :lease for
            """;

    /**
     * A settlement that PostgreSQL loses in a crash is as one before which the node has crashed: the lane is claimed again when
     * the lease is over, and what was in flight is probed. Whatever is claimed or queued after it waits for the disk, and for all
     * that came before it.
     */
    private static final String SETTLING = Sql.BY_INDEX_WITHOUT_WAITING;

    private static final String HOLD_SEVERAL = """
            select l.account_id, l.lease_no, l.pause_reason, l.pause_text
            from jsonb_to_recordset(cast(:rows as jsonb)) as r(id bigint, lease bigint)
            join account_lane l on l.account_id = r.id and l.lease_no = r.lease
            where l.account_id = any(cast(:accounts as bigint[])) for update of l skip locked
            """;

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    @Inject
    AccountStates states;

    /** A lane that is locked until the end of the transaction, and why it waits or waited last, as users are told. */
    record Held(
            Lease lease, @Nullable String reason, @Nullable String text) {

        boolean paused() {
            return "paused".equals(reason);
        }
    }

    /** Locks the lane until the end of the transaction. @throws LeaseLost if it is not this holder's any more */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Held hold(Lease lease) {
        return hold(new Trip(entityManager), lease, "update");
    }

    /** For what is about few rows; what is claimed in it is on the disk at the end. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Trip beginToGoOn() {
        return Trip.with(Sql.BY_INDEX, entityManager);
    }

    /** For what is about few rows, and only settles and releases ({@link #SETTLING}). */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Trip beginToSettle() {
        return Trip.with(SETTLING, entityManager);
    }

    /** As {@link #hold(Lease)}, after what waits in the trip. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Held hold(Trip trip, Lease lease) {
        return hold(trip, lease, "update");
    }

    /**
     * As {@link #hold(Trip, Lease)}, beside others who share it and write nothing into the lane: nobody takes it over until
     * the end of the transaction, and whoever acts on the account waits.
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void share(Trip trip, Lease lease) {
        hold(trip, lease, "share");
    }

    private static Held hold(Trip trip, Lease lease, String strength) {
        return trip.add(HOLD + strength)
                .set("account", lease.accountId())
                .set("lease", lease.number())
                .first(row -> new Held(lease, row.textOrNull(0), row.textOrNull(1)))
                .orElseThrow(() -> new LeaseLost(lease));
    }

    /** As {@link #hold(Trip, Lease)}, those of the lanes that are still their holders' and that nobody else has locked. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public List<Held> hold(Trip trip, Collection<Lease> leases) {
        return trip.add(HOLD_SEVERAL)
                .setIds("accounts", leases.stream().map(Lease::accountId).toList())
                .setRows(
                        "rows",
                        leases,
                        lease -> Json.of("id", lease.accountId()).with("lease", lease.number()))
                .list(row -> new Held(new Lease(row.number(0), row.number(1)), row.textOrNull(2), row.textOrNull(3)));
    }

    /** The provider answered, which ends every pause but one that somebody asked for. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void tellEnd(Held before) {
        if (before.reason() != null && !before.paused()) {
            states.tell(before.lease().accountId());
        }
    }

    private void tellTrouble(Held before, String reason, String text) {
        if (!before.paused() && !before.equals(new Held(before.lease(), reason, text))) {
            states.tell(before.lease().accountId());
        }
    }

    /** The lease counts from now again. @throws LeaseLost if it is not this holder's any more */
    public void renew(Lease lease) {
        int rows = Sql.command(entityManager, """
                        update account_lane set due_at = clock_timestamp() + make_interval(secs => :length)
                        where account_id = :account and lease_no = :lease
                        """)
                .set("length", configuration.lease())
                .set("account", lease.accountId())
                .set("lease", lease.number())
                .execute();
        if (rows == 0) {
            throw new LeaseLost(lease);
        }
    }

    /**
     * All is well.
     *
     * @param fetched when the fetch that is finished now had become due, null if none is finished
     * @return whether the lane is due again already
     */
    public boolean release(Lease lease, @Nullable Instant fetched) {
        var trip = beginToSettle();
        return !release(trip, List.of(hold(trip, lease)), fetched).get().isEmpty();
    }

    /**
     * In the transaction that has settled what was claimed, and has locked the lanes before: this later statement sees every
     * operation queued until now, so no wake-up is lost.
     *
     * @return gives the accounts whose lanes are due again already, once the trip may go
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Supplier<List<Long>> release(Trip trip, List<Held> held, @Nullable Instant fetched) {
        var released = trip.add(RELEASE)
                .setIds(
                        "accounts",
                        held.stream().map(lane -> lane.lease().accountId()).toList())
                .set("fetched", fetched)
                .set("interval", configuration.syncInterval());
        return () -> {
            var due = new ArrayList<Long>();
            released.list(row -> row.flag(1) && due.add(row.number(0)));
            held.forEach(this::tellEnd);
            return due;
        };
    }

    /** There is more to do; others go first. */
    public void yield(Lease lease) {
        goOnLater(hold(lease));
    }

    private void goOnLater(Held lane) {
        Sql.command(entityManager, """
                        update account_lane set lease_owner = null, claimed_to = 0, claimed_at = null,
                            due_at = case when pause_reason = 'paused' then null else clock_timestamp() end
                        where account_id = :account
                        """).set("account", lane.lease().accountId()).execute();
    }

    /**
     * The account or its server is ill: the lane waits and its operations stay as they are.
     *
     * @param reason {@code unreachable} or {@code throttled}
     */
    public void backOff(Lease lease, String reason, String text, Duration wait) {
        backOff(hold(lease), reason, text, wait);
    }

    /** @param wait null: until somebody acts */
    private void backOff(Held before, String reason, String text, @Nullable Duration wait) {
        Sql.command(entityManager, """
                        update account_lane set
                            lease_owner = null, claimed_to = 0, claimed_at = null, fail_streak = fail_streak + 1,
                            paused_until = case when pause_reason = 'paused' then paused_until
                                                else coalesce(now() + make_interval(secs => :wait), 'infinity') end,
                            due_at = case when pause_reason = 'paused' then null
                                          else now() + make_interval(secs => :wait) end,
                            pause_text = case when pause_reason = 'paused' then pause_text else :text end,
                            paused_since = case when pause_reason in ('paused', :reason) then paused_since else now() end,
                            pause_reason = case when pause_reason = 'paused' then pause_reason else :reason end
                        where account_id = :account
                        """)
                .set("wait", wait)
                .set("text", text)
                .set("reason", reason)
                .set("account", before.lease().accountId())
                .execute();
        tellTrouble(before, reason, text);
    }

    /**
     * The server does not take the credentials that were tried: the lane waits for others. Whoever has saved others meanwhile has
     * ended a wait that had not begun; then the lane is due at once.
     *
     * @param tried null if there were none
     * @return whether there are others
     */
    public boolean refused(Lease lease, AccountDirectory.@Nullable Address tried, String text) {
        var lane = hold(lease);
        var now = Sql.of(entityManager, """
                        select host, port, tls, username, password_sealed, password_key_id from account where id = :account
                        """)
                .set("account", lease.accountId())
                .list(row -> Optional.ofNullable(AccountDirectory.Address.of(lease.accountId(), row, 0)))
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
        boolean others = now.isPresent() && !now.get().hasCredentialsOf(tried);
        if (others) {
            goOnLater(lane);
        } else {
            backOff(lane, "auth_required", text, null);
        }
        return others;
    }

    /** Tells why, and keeps lease and claim as they are: whoever claims next probes what was in flight. */
    public void abandon(Lease lease, String text) {
        var before = hold(lease);
        Sql.command(entityManager, """
                        update account_lane set
                            fail_streak = fail_streak + 1,
                            pause_text = case when pause_reason = 'paused' then pause_text else :text end,
                            paused_since = case when pause_reason in ('paused', 'unreachable') then paused_since
                                                else now() end,
                            pause_reason = case when pause_reason = 'paused' then pause_reason else 'unreachable' end
                        where account_id = :account
                        """)
                .set("text", text)
                .set("account", lease.accountId())
                .execute();
        tellTrouble(before, "unreachable", text);
    }

    /** A fetch is wanted at once, because something is not where it was. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void wantFetch(Lease lease) {
        Sql.command(entityManager, "update account_lane set sync_due_at = now() where account_id = :account")
                .set("account", lease.accountId())
                .execute();
    }

    /** When the fetch became due that is due now. */
    public @Nullable Instant fetchDue(Lease lease) {
        return Sql.of(entityManager, """
                        select sync_due_at from account_lane
                        where account_id = :account and sync_due_at <= clock_timestamp()
                        """)
                .set("account", lease.accountId())
                .first(row -> row.time(0))
                .orElse(null);
    }
}
