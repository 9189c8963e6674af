package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Objects;
import org.mailback.operation.OperationStatus;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/**
 * Finds operations of all accounts, for administrators. What is pending or failed is sorted and counted wholly; of what is
 * settled, which may be millions, only the newest are looked at where no index helps.
 */
@Stateless
public class OperationSearch {

    /** Counted no further, and paged no further. */
    public static final int MOST = 10_000;

    /** Sorted by something else than their age. */
    private static final int NEWEST_SORTED = MOST;

    /** Filtered by something that has no index. */
    private static final int NEWEST_FILTERED = 100_000;

    /** Searched for a text. */
    private static final int NEWEST_SEARCHED = 20_000;

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    /** What a list is sorted by; operations get their ids in the order in which they are queued. */
    public enum Sort {
        ID("o.id"),
        CREATED_AT("o.id"),
        LAST_ATTEMPT("o.last_attempt"),
        ATTEMPTS("o.attempts"),
        ACCOUNT("s.email collate \"C\""),
        KIND("o.kind");

        private final String column;

        Sort(String column) {
            this.column = column;
        }
    }

    /** How a list is sorted, and which part of it is wanted. */
    public record Part(Sort sort, boolean ascending, int offset, int limit) {

        private String order() {
            var direction = ascending ? " asc" : " desc";
            return byAge() ? sort.column + direction : sort.column + direction + " nulls last, o.id desc";
        }

        private boolean byAge() {
            return sort.column.equals("o.id");
        }
    }

    /** Where operations are taken from. @param limit only so many of the newest, 0: all */
    private record Source(String from, String where, int limit, Matching matching) {}

    private record Count(long matching, long looked) {}

    public Found<ConsoleOperation> find(OperationFilter filter, Part part) {
        var source = source(filter, part);
        var items = source.matching()
                .bind(Sql.of(entityManager, """
                        select %s
                        from (select o.* from %s %s where %s
                              order by %s offset :offset limit :limit) o
                        join account s on s.id = o.account_id
                        join account a on a.id = o.account_id
                        join account_lane l on l.account_id = o.account_id
                        left join message m on m.id = o.message_id
                        order by %s
                        """.formatted(
                                ConsoleOperation.COLUMNS,
                                source.from(),
                                part.sort() == Sort.ACCOUNT ? "join account s on s.id = o.account_id" : "",
                                source.where(),
                                part.order(),
                                part.order())))
                .set("offset", part.offset())
                .set("limit", part.limit())
                .list(row -> ConsoleOperation.of(row, configuration));
        var count = count(source);
        boolean capped = count.matching() > MOST || (source.limit() > 0 && count.looked() >= source.limit());
        return new Found<>(items, null, Math.min(count.matching(), MOST), capped);
    }

    private Count count(Source source) {
        var statement = source.limit() == 0
                ? "select count(*), 0 from (select 1 from %s where %s limit " + (MOST + 1) + ") c"
                : "select count(*) filter (where %2$s), count(*) from %1$s";
        return Objects.requireNonNull(source.matching()
                .bind(Sql.of(entityManager, statement.formatted(source.from(), source.where())))
                .first(row -> new Count(row.number(0), row.number(1)))
                .orElse(null));
    }

    private Source source(OperationFilter filter, Part part) {
        var matching = Matching.of(filter);
        boolean settled = filter.status() != OperationStatus.PENDING && filter.status() != OperationStatus.FAILED;
        boolean narrow = filter.accountId() != null || filter.ids() != null || filter.errorClass() != null;
        if (settled && !narrow && (filter.kind() != null || filter.host() != null)) {
            matching.and("o.id > coalesce((select n.id from pending_operation_settled n order by n.id desc offset "
                    + NEWEST_FILTERED + " limit 1), 0)");
        }
        var text = filter.text();
        int limit = text != null ? NEWEST_SEARCHED : settled && !part.byAge() ? NEWEST_SORTED : 0;
        if (limit == 0) {
            return new Source("pending_operation o", matching.where(), 0, matching);
        }
        var newest = "(select o.* from pending_operation o where " + matching.where() + " order by o.id desc limit "
                + limit + ") o";
        if (text == null) {
            return new Source(newest, "true", limit, matching);
        }
        var containing = Matching.containing(text, configuration.consoleSubjects());
        return new Source(newest, containing.where(), limit, matching.and(containing));
    }
}
