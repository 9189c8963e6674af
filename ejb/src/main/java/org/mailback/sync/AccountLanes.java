package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.AccountStates;
import org.mailback.operation.OperationQueue;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/** Claims, renews and releases lanes; every public method is one short transaction. The database's clock judges leases. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class AccountLanes {

    private static final Logger LOG = Logger.getLogger(AccountLanes.class);

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    @Inject
    Node node;

    @Inject
    AccountStates states;

    /**
     * A claimed lane.
     *
     * @param fetchDue when the fetch became due that is due now, null if none is
     */
    record Claim(Lease lease, int failStreak, @Nullable Instant fetchDue, List<ClaimedOperation> batch) {}

    private record Lane(
            long leaseNo,
            @Nullable String owner,
            int failStreak,
            @Nullable Instant syncDueAt,
            boolean fetchDue,
            boolean paused) {}

    /** Accounts whose lanes are due, those that wait longest first. */
    public List<Long> due(int limit) {
        return Sql.of(entityManager, """
                        select account_id from account_lane where due_at <= clock_timestamp()
                        order by due_at, account_id limit :limit
                        """).set("limit", limit).list(row -> row.number(0));
    }

    /** Claims the lane and its first batch; empty if it is not due or paused, or somebody else is just claiming it. */
    public Optional<Claim> claim(long accountId) {
        return Sql.of(entityManager, """
                        select lease_no, lease_owner, fail_streak, sync_due_at, sync_due_at <= clock_timestamp(),
                               pause_reason = 'paused'
                        from account_lane
                        where account_id = :account and due_at <= clock_timestamp() for update skip locked
                        """)
                .set("account", accountId)
                .first(row -> new Lane(
                        row.number(0),
                        row.textOrNull(1),
                        (int) row.number(2),
                        row.timeOrNull(3),
                        Boolean.TRUE.equals(row.flagOrNull(4)),
                        Boolean.TRUE.equals(row.flagOrNull(5))))
                .flatMap(lane -> claim(accountId, lane));
    }

    private Optional<Claim> claim(long accountId, Lane lane) {
        if (lane.owner() != null) {
            markUncertain(accountId, lane.owner());
        }
        if (lane.paused()) {
            takeAway(accountId);
            return Optional.empty();
        }
        var lease = new Lease(accountId, lane.leaseNo() + 1);
        Sql.command(entityManager, """
                        update account_lane set lease_no = :lease, lease_owner = :node, claimed_to = 0, claimed_at = null,
                            due_at = clock_timestamp() + make_interval(secs => :length)
                        where account_id = :account
                        """)
                .set("lease", lease.number())
                .set("node", node.name())
                .set("length", configuration.lease())
                .set("account", accountId)
                .execute();
        return Optional.of(
                new Claim(lease, lane.failStreak(), lane.fetchDue() ? lane.syncDueAt() : null, batch(lease, false)));
    }

    /** Somebody paused the account while its holder was at work, and the holder did not come back. */
    private void takeAway(long accountId) {
        Sql.command(entityManager, """
                        update account_lane set lease_no = lease_no + 1, lease_owner = null, claimed_to = 0,
                            claimed_at = null, due_at = null
                        where account_id = :account
                        """).set("account", accountId).execute();
    }

    /** The holder before did not come back: what it had in flight may have had its effect. */
    private void markUncertain(long accountId, String owner) {
        int count = Sql.command(entityManager, """
                        update pending_operation o
                        set uncertain = true, uid_floor = coalesce(o.uid_floor, uid_floor(o.target_folder_id))
                        from account_lane l
                        where l.account_id = :account and o.account_id = l.account_id and o.status = 'pending'
                          and o.aspect = 'placement' and
                        """ + OperationQueue.IN_FLIGHT)
                .set("account", accountId)
                .execute();
        LOG.warnf(
                "Account %d: the lease of %s ran out; %d operations with unknown outcome are probed first",
                accountId, owner, count);
    }

    /** The provider answered; the next operations that are due, now in flight, or an empty list. */
    public List<ClaimedOperation> next(Lease lease) {
        var trouble = trouble(lease);
        var batch = batch(lease, true);
        tellEnd(lease, trouble);
        return batch;
    }

    private List<ClaimedOperation> batch(Lease lease, boolean answered) {
        var batch = Sql.of(entityManager, """
                        select o.id, o.kind, o.attempts, o.uncertain, o.message_id, s.name, s.uid_validity, m.uid,
                               m.message_id as header, m.size, m.internal_date, t.name as target, t.role,
                               coalesce(case when o.uncertain then o.uid_floor end,
                                        greatest(t.uid_next,
                                                 (select max(k.uid) + 1 from message k where k.server_folder_id = t.id))),
                               o.copied, o.seq
                        from pending_operation o
                        join message m on m.id = o.message_id
                        left join folder s on s.id = m.server_folder_id and m.uid is not null
                        left join folder t on t.id = o.target_folder_id
                        where o.status = 'pending' and o.account_id = :account and o.slot = 0
                          and (o.not_before is null or o.not_before <= now())
                        order by o.seq limit :limit
                        """)
                .set("account", lease.accountId())
                .set("limit", configuration.batch())
                .list(row -> new Numbered(row.number(15), ClaimedOperation.of(row)));
        Sql.command(entityManager, """
                        update account_lane set claimed_to = :claimedTo, claimed_at = now(),
                            paused_until = case when :answered and pause_reason <> 'paused' then null else paused_until end,
                            pause_text = case when :answered and pause_reason <> 'paused' then null else pause_text end,
                            paused_since = case when :answered and pause_reason <> 'paused' then null else paused_since end,
                            pause_reason = case when :answered and pause_reason <> 'paused' then null else pause_reason end
                        where account_id = :account
                        """)
                .set("answered", answered)
                .set(
                        "claimedTo",
                        batch.isEmpty() ? 0 : batch.get(batch.size() - 1).seq())
                .set("account", lease.accountId())
                .execute();
        return batch.stream().map(Numbered::operation).toList();
    }

    private record Numbered(long seq, ClaimedOperation operation) {}

    /** Locks the lane until the end of the transaction. @throws LeaseLost if it is not this holder's any more */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void hold(Lease lease) {
        trouble(lease);
    }

    /** Why the lane waits or waited last, as users are told. */
    private record Trouble(
            @Nullable String reason, @Nullable String text) {}

    private Trouble trouble(Lease lease) {
        return Sql.of(entityManager, """
                        select pause_reason, pause_text from account_lane
                        where account_id = :account and lease_no = :lease for update
                        """)
                .set("account", lease.accountId())
                .set("lease", lease.number())
                .first(row -> new Trouble(row.textOrNull(0), row.textOrNull(1)))
                .orElseThrow(() -> new LeaseLost(lease));
    }

    /** The provider answered, which ends every pause but one that somebody asked for. */
    private void tellEnd(Lease lease, Trouble before) {
        if (before.reason() != null && !before.reason().equals("paused")) {
            states.tell(lease.accountId());
        }
    }

    private void tellTrouble(Lease lease, Trouble before, String reason, String text) {
        if (!"paused".equals(before.reason()) && !before.equals(new Trouble(reason, text))) {
            states.tell(lease.accountId());
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
        var trouble = trouble(lease);
        // A second statement, after the lock: it sees every operation queued until now, so no wake-up is lost.
        boolean due = Sql.of(entityManager, """
                        update account_lane l set
                            lease_owner = null, claimed_to = 0, claimed_at = null, fail_streak = 0,
                            paused_until = case when pause_reason = 'paused' then paused_until end,
                            pause_text = case when pause_reason = 'paused' then pause_text end,
                            paused_since = case when pause_reason = 'paused' then paused_since end,
                            fetched_at = case when cast(:fetched as timestamptz) is null then fetched_at else now() end,
                            pause_reason = case when pause_reason = 'paused' then pause_reason end,
                            sync_due_at = n.sync_due_at,
                            due_at = case when pause_reason = 'paused' then null else least(n.sync_due_at, n.operation) end
                        from (select case when sync_due_at = cast(:fetched as timestamptz)
                                          then now() + make_interval(secs => :interval) else sync_due_at end as sync_due_at,
                                     (select min(coalesce(o.not_before, now())) from pending_operation o
                                      where o.status = 'pending' and o.account_id = :account and o.slot = 0) as operation
                              from account_lane where account_id = :account) n
                        where l.account_id = :account
                        returning coalesce(l.due_at <= clock_timestamp(), false)
                        """)
                .set("fetched", fetched)
                .set("interval", configuration.syncInterval())
                .set("account", lease.accountId())
                .first(row -> row.flag(0))
                .orElse(false);
        tellEnd(lease, trouble);
        return due;
    }

    /** There is more to do; others go first. */
    public void yield(Lease lease) {
        hold(lease);
        Sql.command(entityManager, """
                        update account_lane set lease_owner = null, claimed_to = 0, claimed_at = null,
                            due_at = case when pause_reason = 'paused' then null else clock_timestamp() end
                        where account_id = :account
                        """).set("account", lease.accountId()).execute();
    }

    /**
     * The account or its server is ill: the lane waits and its operations stay as they are.
     *
     * @param reason {@code auth_required}, {@code unreachable} or {@code throttled}
     * @param wait null: until somebody acts
     */
    public void backOff(Lease lease, String reason, String text, @Nullable Duration wait) {
        var before = trouble(lease);
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
                .set("account", lease.accountId())
                .execute();
        tellTrouble(lease, before, reason, text);
    }

    /** Tells why, and keeps lease and claim as they are: whoever claims next probes what was in flight. */
    public void abandon(Lease lease, String text) {
        var before = trouble(lease);
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
        tellTrouble(lease, before, "unreachable", text);
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
