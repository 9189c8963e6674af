package org.mailback.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.mailback.event.Change;
import org.mailback.event.OperationsChanged;
import org.mailback.platform.Sql;
import org.mailback.platform.Trip;

/** What others may ask of an account's lane; who works in it is the sync engine's affair. */
@ApplicationScoped
public class LaneRequests {

    /**
     * What is set in the row of a lane that gets {@code n.operations} more. One that is leased, waits on purpose or is due
     * already keeps its time: then no indexed column changes (HOT update).
     */
    static final String NUMBERED = """
            queued_no = queued_no + n.operations,
            due_at = case when paused_until > now() or lease_owner is not null or due_at <= now()
                          then due_at else now() end
            """;

    /**
     * Whether a lane {@code l} that got more is to be told of. Whoever works in it sees what has come when he releases it, and
     * one that waits on purpose is not claimed before its time.
     */
    static final String IS_DUE = "coalesce(l.due_at <= now(), false)";

    /**
     * By way of the messages: an owner may have many accounts, and these many messages. The lanes are looked up by an array, and
     * so in its order.
     */
    public static final String LOCK_OF = """
            with own as materialized (
                select a.id from (select distinct account_id from message where id = any(cast(:messages as bigint[]))) m
                cross join lateral (select id from account
                                    where id = m.account_id and owner_id = :owner and deleted_at is null offset 0) a
            )
            select l.account_id from account_lane l where l.account_id = any(array(select id from own)) order by l.account_id for update
            """;

    /** Messages whose lanes {@link #lockEach} has locked, and the accounts of these lanes, for statements that come after it. */
    public static final String LOCKED_MESSAGES = "messages";

    public static final String LOCKED_ACCOUNTS = "accounts";

    /** The same for messages of several owners. Each row names one that is its owner's. */
    private static final String LOCK_EACH = """
            with own as materialized (
                select k.owner_id, k.message_id, m.account_id
                from unnest(cast(:owners as bigint[]), cast(:messages as bigint[])) as k(owner_id, message_id)
                cross join lateral (select account_id from message where id = k.message_id offset 0) m
                cross join lateral (select id from account
                                    where id = m.account_id and owner_id = k.owner_id and deleted_at is null offset 0) a
            ), locked as materialized (
                select account_id from account_lane where account_id = any(array(select account_id from own))
                order by account_id for update %s
            )
            select o.owner_id, o.message_id, o.account_id,
            """
            + Trip.handOver(
                    LOCKED_MESSAGES,
                    "select array_agg(message_id) from own where account_id in (select account_id from locked)")
            + ", " + Trip.handOver(LOCKED_ACCOUNTS, "select array_agg(account_id) from locked")
            + " from own o";

    public static final String LOCK_EACH_WAITING = LOCK_EACH.formatted("");

    /** Lanes that others have locked are left to them. */
    public static final String LOCK_EACH_FREE = LOCK_EACH.formatted("skip locked");

    @Inject
    EntityManager entityManager;

    @Inject
    Event<LaneDue> due;

    @Inject
    Event<Change> changes;

    @Inject
    AccountStates states;

    /** A new account's lane, due at once for its first fetch. */
    public void open(long accountId) {
        Sql.command(
                        entityManager,
                        "insert into account_lane (account_id, due_at, sync_due_at) values (:account, now(), now())")
                .set("account", accountId)
                .execute();
        states.tell(accountId);
        hint(accountId);
    }

    /**
     * Fetch and push as soon as may be. A lane that is paused stays so, and so does one whose server asked for patience; one
     * that waits for an ill server tries at once.
     */
    public void syncNow(long accountId) {
        Sql.command(entityManager, """
                        update account_lane set
                            sync_due_at = now(),
                            paused_until = case when paused_until < 'infinity' and pause_reason <> 'throttled' then null
                                                else paused_until end,
                            due_at = case when paused_until = 'infinity' or lease_owner is not null or due_at <= now()
                                               or (pause_reason = 'throttled' and paused_until > now())
                                          then due_at else now() end
                        where account_id = :account
                        """).set("account", accountId).execute();
        hint(accountId);
    }

    /** Ends every pause, also one that waits for somebody to act, for example after new credentials were saved. */
    public void resume(long accountId) {
        Sql.command(entityManager, """
                        update account_lane set
                            paused_until = null, pause_reason = null, pause_text = null, paused_since = null,
                            fail_streak = 0,
                            due_at = case when lease_owner is not null then due_at else now() end, sync_due_at = now()
                        where account_id = :account
                        """).set("account", accountId).execute();
        states.tell(accountId);
        hint(accountId);
    }

    /** Work on the account stops until {@link #resume}; what is queued stays pending. */
    public void pause(long accountId, String text) {
        Sql.command(entityManager, """
                        update account_lane set paused_until = 'infinity', pause_reason = 'paused', pause_text = :text,
                            paused_since = case when pause_reason = 'paused' then paused_since else now() end,
                            due_at = case when lease_owner is not null then due_at end
                        where account_id = :account
                        """)
                .set("text", text)
                .set("account", accountId)
                .execute();
        states.tell(accountId);
    }

    /** The account ends: whoever works in its lane is fenced off and everything pending or failed is cancelled. */
    public void close(long accountId) {
        Sql.command(entityManager, """
                        update account_lane set lease_no = lease_no + 1, lease_owner = null, claimed_to = 0,
                            due_at = null, sync_due_at = null,
                            paused_until = 'infinity', pause_reason = 'paused', pause_text = 'account deleted'
                        where account_id = :account
                        """).set("account", accountId).execute();
        Sql.of(entityManager, """
                        with cancelled as (
                            update pending_operation set status = 'cancelled', completed_at = now(), slot = 0,
                                note = 'account deleted'
                            where account_id = :account and status in ('pending', 'failed')
                            returning kind
                        )
                        select kind, count(*) from cancelled group by kind
                        """)
                .set("account", accountId)
                .list(row -> OperationsChanged.of(
                        accountId, OperationStatus.CANCELLED.code(), row.text(0), row.number(1), null))
                .forEach(changes::fire);
    }

    /** Locks the lanes until the commit, so that what is in flight stays so and numbers follow the order of commits. */
    public void lock(Collection<Long> accountIds) {
        Sql.of(entityManager, """
                        select account_id from account_lane
                        where account_id = any(cast(:accounts as bigint[])) order by account_id for update
                        """).setIds("accounts", new TreeSet<>(accountIds)).list(row -> row.number(0));
    }

    /**
     * Locks the lanes of the owner's accounts that have some of these messages.
     *
     * @return the accounts
     */
    public Set<Long> lockOf(long ownerId, Collection<Long> messageIds) {
        return Set.copyOf(Trip.with(Sql.BY_INDEX, entityManager)
                .add(LOCK_OF)
                .setIds("messages", messageIds)
                .set("owner", ownerId)
                .list(row -> row.number(0)));
    }

    /**
     * Locks the lanes of those wishes whose messages are their owners'.
     *
     * @param wait for lanes that others have locked
     * @return gives the accounts of those wishes, also of those whose lanes are left to others, when the trip may go
     */
    public Supplier<Map<Wish, Long>> lockEach(Trip trip, Collection<Wish> wishes, boolean wait) {
        record Own(long ownerId, long messageId) {}
        var locking = trip.add(wait ? LOCK_EACH_WAITING : LOCK_EACH_FREE)
                .setIds("owners", wishes.stream().map(Wish::ownerId).toList())
                .setIds("messages", wishes.stream().map(Wish::messageId).toList());
        return () -> {
            var accounts = new HashMap<Own, Long>();
            locking.list(row -> accounts.put(new Own(row.number(0), row.number(1)), row.number(2)));
            var found = new HashMap<Wish, Long>();
            wishes.forEach(wish ->
                    found.computeIfAbsent(wish, any -> accounts.get(new Own(wish.ownerId(), wish.messageId()))));
            return found;
        };
    }

    /** So many operations were numbered behind the lane's newest. */
    public void queued(long accountId, int count) {
        Sql.of(entityManager, "update account_lane l set " + NUMBERED + """
                        from (select cast(:count as int) as operations) n where account_id = :account
                        returning
                        """ + IS_DUE)
                .set("count", count)
                .set("account", accountId)
                .first(row -> row.flag(0))
                .filter(isDue -> isDue)
                .ifPresent(isDue -> hint(accountId));
    }

    /** Whoever is free may work in the lane now. */
    public void hint(long accountId) {
        due.fire(new LaneDue(accountId));
    }
}
