package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.AccountRecords;
import org.mailback.mailbox.AuditTrail;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.operation.LaneRequests;
import org.mailback.platform.Sql;

/** All accounts, paused, resumed and fetched by administrators. Whoever works on an account when it is paused finishes its turn. */
@Stateless
public class SupervisedAccounts {

    private static final String TABLES = """
             from account a
            join app_user u on u.id = a.owner_id
            join account_lane l on l.account_id = a.id
            """;

    private static final String COUNTED = """
            left join lateral (select count(*) as operations, min(created_at) as oldest from pending_operation
                               where status = 'pending' and account_id = a.id) p on true
            left join lateral (select count(*) as operations from pending_operation
                               where status = 'failed' and account_id = a.id) f on true
            """;

    private static final String ALL_PENDING = """
            left join (select account_id, count(*) as operations, min(created_at) as oldest from pending_operation
                       where status = 'pending' group by 1) p on p.account_id = a.id
            """;

    private static final String ALL_FAILED = """
            left join (select account_id, count(*) as operations from pending_operation
                       where status = 'failed' group by 1) f on f.account_id = a.id
            """;

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    LaneRequests lanes;

    @Inject
    AccountRecords records;

    @Inject
    AuditTrail audit;

    /** What the list is sorted by; only that is counted for all accounts. */
    public enum Sort {
        EMAIL("", "a.email collate \"C\""),
        STATE("", SupervisedAccount.STATE),
        PENDING(ALL_PENDING, "coalesce(p.operations, 0)"),
        FAILED(ALL_FAILED, "coalesce(f.operations, 0)"),
        LAG(ALL_PENDING, "coalesce(now() - p.oldest, interval '0')");

        private final String counts;
        private final String column;

        Sort(String counts, String column) {
            this.counts = counts;
            this.column = column;
        }

        private String order(boolean ascending) {
            return " order by " + column + (ascending ? " asc" : " desc") + ", a.id";
        }
    }

    /**
     * Which accounts.
     *
     * @param text part of the address, the server or the owner's name
     */
    public record Wanted(@Nullable String text, @Nullable String state) {}

    public Found<SupervisedAccount> list(Wanted wanted, Sort sort, boolean ascending, int offset, int limit) {
        var conditions = new ArrayList<>(List.of("a.deleted_at is null"));
        if (wanted.text() != null) {
            conditions.add("position(:text in lower(a.email || ' ' || a.host || ' ' || u.name)) > 0");
        }
        if (wanted.state() != null) {
            conditions.add(SupervisedAccount.STATE + " = :state");
        }
        var where = " where " + String.join(" and ", conditions);
        var items = bind(
                        wanted,
                        "select " + SupervisedAccount.COLUMNS + TABLES + "join (select a.id" + TABLES + sort.counts
                                + where
                                + sort.order(ascending) + " offset :offset limit :limit) part on part.id = a.id "
                                + COUNTED + sort.order(ascending))
                .set("offset", offset)
                .set("limit", limit)
                .list(SupervisedAccount::of);
        long total = bind(wanted, "select count(*)" + TABLES + where)
                .first(row -> row.number(0))
                .orElse(0L);
        return Found.of(items, total);
    }

    private Sql bind(Wanted wanted, String statement) {
        var sql = Sql.of(entityManager, statement);
        if (wanted.text() != null) {
            sql.set("text", wanted.text().toLowerCase(Locale.ROOT));
        }
        return wanted.state() == null ? sql : sql.set("state", wanted.state());
    }

    /** @throws MailboxProblem {@code NOT_FOUND} */
    public SupervisedAccount get(long id) {
        return Sql.of(
                        entityManager,
                        "select " + SupervisedAccount.COLUMNS + TABLES + COUNTED
                                + " where a.deleted_at is null and a.id = :id")
                .set("id", id)
                .first(SupervisedAccount::of)
                .orElseThrow(() -> new MailboxProblem(MailboxProblem.Kind.NOT_FOUND, "there is no account " + id));
    }

    /** Work on the account stops until it is resumed; what is queued stays pending. */
    public SupervisedAccount pause(Caller caller, long id, @Nullable String reason) {
        lanes.pause(get(id).id(), "paused by " + caller.name() + (reason == null ? "" : ": " + reason));
        return written(caller, "pause", id, reason);
    }

    public SupervisedAccount resume(Caller caller, long id) {
        lanes.resume(get(id).id());
        return written(caller, "resume", id, null);
    }

    public SupervisedAccount syncNow(Caller caller, long id) {
        lanes.syncNow(get(id).id());
        return written(caller, "sync", id, null);
    }

    public SupervisedAccount resync(Caller caller, long id) {
        records.readAnew(get(id).id());
        return written(caller, "resync", id, null);
    }

    private SupervisedAccount written(Caller caller, String action, long id, @Nullable String detail) {
        var account = get(id);
        audit.write(caller, action, "account " + account.email(), null, detail);
        return account;
    }
}
