package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationQueue;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;
import org.mailback.platform.Trip;
import org.mailback.platform.Uptime;

/**
 * Finds lanes that are due and claims them with what is to be done: one that somebody named, or several at once that wait.
 * Every public method is one short transaction. The database's clock judges leases.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LaneClaims {

    private static final Logger LOG = Logger.getLogger(LaneClaims.class);

    /** Lanes in a claim of several; more save little, and keep those at the end waiting. */
    static final int TOGETHER = 32;

    /** Operations of each lane in a claim of several; whoever has more gets them when these are settled. */
    private static final int SHARE = 100;

    /** The time is asked for once: PostgreSQL calls a volatile function for every row, and uses no index for it. */
    public static final String DUE = """
            select account_id, sync_due_at <= now() from account_lane
            where due_at <= (select clock_timestamp()) order by due_at, account_id limit :limit
            """;

    /**
     * Locks lanes, and tells the statement that comes next which of them nobody holds: that one sees all that was queued or
     * cancelled before they were locked. {@code offset 0} keeps the account a look-up of its own, made for those lanes only that
     * are claimed.
     */
    private static final String LOCK = """
            with lane as materialized (
                select l.account_id, l.lease_no, l.lease_owner, l.fail_streak, l.sync_due_at,
                       l.sync_due_at <= clock_timestamp() as fetch_due, coalesce(l.pause_reason = 'paused', false) as paused,
                       a.host, a.port, a.tls, a.username, a.password_sealed, a.password_key_id
                from account_lane l cross join lateral (select * from account where id = l.account_id offset 0) a
                where %s for update of l skip locked
            )
            select lane.*,
            """
            + Trip.handOver("free", "select array_agg(account_id) from lane where lease_owner is null and not paused")
            + " from lane";

    public static final String LOCK_NAMED =
            LOCK.formatted("l.account_id = any(cast(:accounts as bigint[])) and l.due_at <= clock_timestamp()");

    /** Fetches are left out: each takes so long that claiming several at once gains nothing. */
    public static final String LOCK_WAITING = LOCK.formatted("""
            l.due_at <= (select clock_timestamp()) and (l.sync_due_at > now()) is not false
                order by l.due_at, l.account_id limit :lanes""");

    /**
     * What is due in these lanes, of each at most so many. PostgreSQL does not know which account it plans for: asked for
     * equality it takes it for an average one, and reads and sorts all that one with a million has. Asked for a range it
     * expects many rows, and takes the first from the index. Messages are looked up together: neighbours lie in the same pages (25
     * instead of 3,000 for a thousand). The full join leaves none out, for each operation has its message; it can only be hashed,
     * where a nested loop over both would be chosen as long as little is pending. {@code offset 0} keeps each folder a look-up of
     * its own, where many expected rows would make it read all that there are. What is asked of a target is asked once: its highest
     * UID lies behind all that have left the folder since it was last vacuumed (0.2 ms after 10,000 were restored from the Trash).
     */
    private static final String OPERATIONS = """
            with o as materialized (
                select p.* from unnest(cast(:accounts as bigint[])) as c(account_id)
                cross join lateral (
                    select * from pending_operation p
                    where p.status = 'pending' and p.slot = 0
                      and (p.account_id, p.seq) > (c.account_id, -1) and p.account_id <= c.account_id
                      and (p.not_before is null or p.not_before <= now())
                    order by p.account_id, p.seq limit :limit) p
            ), m as materialized (
                select id, message_id, server_folder_id, uid, size, internal_date from message
                where id = any(array(select message_id from o))
            ), t as materialized (
                select f.id, f.name, f.role,
                       greatest(f.uid_next,
                                (select max(k.uid) + 1 from message k where k.server_folder_id = f.id)) as uid_next
                from (select distinct target_folder_id as id from o where target_folder_id is not null) d
                cross join lateral (select * from folder where id = d.id offset 0) f
            ), lane as (
                update account_lane l set claimed_to = n.seq, claimed_at = now(),
            """;

    /** What is in flight from now on, and what applying it needs. */
    private static final String IN_FLIGHT_NOW = """
                from (select c.account_id, coalesce(max(o.seq), 0) as seq
                      from unnest(cast(:accounts as bigint[])) as c(account_id) left join o on o.account_id = c.account_id
                      group by c.account_id) n
                where l.account_id = n.account_id and l.account_id = any(cast(:accounts as bigint[]))
            )
            select o.id, o.kind, o.attempts, o.uncertain, o.message_id, s.name, s.uid_validity, m.uid,
                   m.message_id as header, m.size, m.internal_date, t.name as target, t.role,
                   coalesce(case when o.uncertain then o.uid_floor end, t.uid_next), o.copied, o.seq, o.account_id
            from o full join m on m.id = o.message_id
            left join lateral (select * from folder where id = m.server_folder_id offset 0) s on m.uid is not null
            left join t on t.id = o.target_folder_id
            """;

    /** With the lease, for lanes that are locked. */
    public static final String FIRST_BATCH = OPERATIONS + """
                    lease_no = l.lease_no + 1, lease_owner = :node,
                    due_at = clock_timestamp() + make_interval(secs => :length)
            """ + IN_FLIGHT_NOW;

    /** The same for those that {@link #LOCK} has found free; none if it has locked none. */
    static final String FREE_BATCH = FIRST_BATCH.replace(":accounts", Trip.handedOver("free"));

    /** Under the lease that there is. The provider has answered, which ends every pause but one that somebody asked for. */
    public static final String NEXT_BATCH = OPERATIONS + """
                    paused_until = case when pause_reason <> 'paused' then null else paused_until end,
                    pause_text = case when pause_reason <> 'paused' then null else pause_text end,
                    paused_since = case when pause_reason <> 'paused' then null else paused_since end,
                    pause_reason = case when pause_reason <> 'paused' then null else pause_reason end
            """ + IN_FLIGHT_NOW;

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    @Inject
    Node node;

    @Inject
    AccountLanes lanes;

    /** @param fetch whether the lane's fetch is due */
    record Due(long accountId, boolean fetch) {}

    private record Lane(
            long accountId,
            long leaseNo,
            @Nullable String owner,
            int failStreak,
            @Nullable Instant syncDueAt,
            boolean fetchDue,
            boolean paused,
            AccountDirectory.@Nullable Address address) {

        static Lane of(Sql.Row row) {
            return new Lane(
                    row.number(0),
                    row.number(1),
                    row.textOrNull(2),
                    (int) row.number(3),
                    row.timeOrNull(4),
                    Boolean.TRUE.equals(row.flagOrNull(5)),
                    row.flag(6),
                    AccountDirectory.Address.of(row.number(0), row, 7));
        }
    }

    /** Accounts whose lanes are due, those that wait longest first. */
    public List<Due> due(int limit) {
        return Sql.of(entityManager, DUE)
                .set("limit", limit)
                .list(row -> new Due(row.number(0), Boolean.TRUE.equals(row.flagOrNull(1))));
    }

    /** Claims the lane and its first batch; empty if it is not due or paused, or somebody else is just claiming it. */
    public Optional<Claim> claim(long accountId) {
        return claimEach(Set.of(accountId)).stream().findFirst();
    }

    /**
     * As {@link #claim} for several, of each with its first operations only and without its fetch, which takes so long that the
     * others would wait for it: a lane whose fetch is due is due again when it is released.
     */
    public List<Claim> claimEach(Set<Long> accountIds) {
        boolean alone = accountIds.size() == 1;
        var trip = Trip.with(Sql.BY_INDEX, entityManager);
        var lanes = trip.add(LOCK_NAMED).setIds("accounts", accountIds);
        return claim(trip, lanes, alone ? configuration.batch() : share(), alone);
    }

    /** Claims some of the lanes that wait longest, each with its first operations. */
    public List<Claim> claimSeveral() {
        var trip = Trip.with(Sql.BY_INDEX, entityManager);
        return claim(trip, trip.add(LOCK_WAITING).set("lanes", TOGETHER), share(), false);
    }

    private int share() {
        return Math.min(SHARE, configuration.batch());
    }

    private List<Claim> claim(Trip trip, Sql locked, int limit, boolean fetching) {
        var asked = Uptime.now();
        var operations = leasing(trip.add(FREE_BATCH)).set("limit", limit);
        var lanes = locked.list(Lane::of);
        var batches = new Batches(new HashMap<>());
        batches.read(operations);
        takeOver(lanes, limit, batches);
        return lanes.stream()
                .filter(lane -> !lane.paused())
                .map(lane -> new Claim(
                        new Lease(lane.accountId(), lane.leaseNo() + 1),
                        asked,
                        lane.failStreak(),
                        fetching && lane.fetchDue() ? lane.syncDueAt() : null,
                        batches.of(lane.accountId()),
                        batches.of(lane.accountId()).size() < limit,
                        lane.address()))
                .toList();
    }

    private Sql leasing(Sql query) {
        return query.set("node", node.name()).set("length", configuration.lease());
    }

    /** Lanes whose holders did not come back, and those that somebody has paused. */
    private void takeOver(List<Lane> lanes, int limit, Batches batches) {
        var late = new ArrayList<Long>();
        for (var lane : lanes) {
            if (lane.owner() != null) {
                markUncertain(lane.accountId(), lane.owner());
            }
            if (lane.paused()) {
                takeAway(lane.accountId());
            } else if (lane.owner() != null) {
                late.add(lane.accountId());
            }
        }
        if (!late.isEmpty()) {
            batches.read(leasing(Sql.of(entityManager, FIRST_BATCH))
                    .setIds("accounts", late)
                    .set("limit", limit));
        }
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

    /** The next operations that are due, now in flight, or an empty list. */
    public List<ClaimedOperation> next(Lease lease) {
        var trip = lanes.beginToGoOn();
        return next(trip, lanes.hold(trip, lease)).get();
    }

    /** In the transaction that has settled the batch before, and has locked the lane. @return gives them, once the trip may go */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Supplier<List<ClaimedOperation>> next(Trip trip, AccountLanes.Held held) {
        long accountId = held.lease().accountId();
        var operations =
                trip.add(NEXT_BATCH).setIds("accounts", List.of(accountId)).set("limit", configuration.batch());
        return () -> {
            var batches = new Batches(new HashMap<>());
            batches.read(operations);
            lanes.tellEnd(held);
            return batches.of(accountId);
        };
    }

    /** By account and number. */
    private record Batches(Map<Long, SortedMap<Long, ClaimedOperation>> operations) {

        void read(Sql query) {
            query.list(row -> operations
                    .computeIfAbsent(row.number(16), first -> new TreeMap<>())
                    .put(row.number(15), ClaimedOperation.of(row)));
        }

        List<ClaimedOperation> of(long accountId) {
            var own = operations.get(accountId);
            return own == null ? List.of() : List.copyOf(own.values());
        }
    }
}
