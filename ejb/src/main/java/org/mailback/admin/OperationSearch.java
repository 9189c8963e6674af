package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Optional;
import org.mailback.operation.OperationStatus;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/**
 * Finds operations of all accounts, for administrators. What is pending or failed is sorted and counted wholly; of what is
 * settled, which may be millions, and of what is searched for a text, only the newest are looked at.
 */
@Stateless
public class OperationSearch {

    /** Counted no further, and paged no further. */
    public static final int MOST = 10_000;

    /** Of settled operations, where no index helps to find those that are meant. */
    private static final int NEWEST_SETTLED = 100_000;

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

        private String accounts() {
            return sort == Sort.ACCOUNT ? "join account s on s.id = o.account_id" : "";
        }
    }

    /**
     * Where operations are taken from.
     *
     * @param tables common table expressions, each with its comma
     * @param counted how many match
     * @param cut whether there may be more that match
     */
    private record Source(String tables, String from, String where, String counted, String cut, Matching matching) {

        /** All that match, counted up to {@link #MOST}. */
        private static Source all(Matching matching, boolean bounded) {
            var from = "pending_operation o";
            var counted = "(select count(*) from (select 1 from %s where %s limit %d) n)"
                    .formatted(from, matching.where(), MOST + 1);
            return new Source("", from, matching.where(), counted, String.valueOf(bounded), matching);
        }

        /** The newest that match, and of these the ones that contain. */
        private static Source newest(Matching matching, Matching containing) {
            var tables = """
                    newest as materialized (
                        select o.* from pending_operation o where %s order by o.id desc limit %d
                    ), hits as materialized (
                        select o.* from newest o where %s
                    ),""".formatted(matching.where(), MOST, containing.where());
            return new Source(
                    tables,
                    "hits o",
                    "true",
                    "(select count(*) from hits)",
                    "(select count(*) from newest) >= " + MOST,
                    matching.and(containing));
        }
    }

    public Found<ConsoleOperation> find(OperationFilter filter, Part part) {
        var source = source(filter, part);
        var rows = source.matching()
                .bind(Sql.of(entityManager, """
                        with %s part as (
                            select o.* from %s %s where %s order by %s offset :offset limit :limit
                        )
                        select %s, c.counted, c.cut
                        from (select %s as counted, %s as cut) c
                        left join (part o join account s on s.id = o.account_id join account a on a.id = o.account_id
                                   join account_lane l on l.account_id = o.account_id
                                   left join message m on m.id = o.message_id) on true
                        order by %s
                        """.formatted(
                                source.tables(),
                                source.from(),
                                part.accounts(),
                                source.where(),
                                part.order(),
                                ConsoleOperation.COLUMNS,
                                source.counted(),
                                source.cut(),
                                part.order())))
                .set("offset", part.offset())
                .set("limit", part.limit())
                .list(row -> row);
        long counted = rows.get(0).number(ConsoleOperation.WIDTH);
        var items = rows.stream()
                .filter(row -> row.numberOrNull(0) != null)
                .map(row -> ConsoleOperation.of(row, configuration))
                .toList();
        boolean capped = counted > MOST || rows.get(0).flag(ConsoleOperation.WIDTH + 1);
        return new Found<>(items, null, Math.min(counted, MOST), capped);
    }

    private Source source(OperationFilter filter, Part part) {
        var matching = Matching.of(filter);
        boolean settled = filter.status() != OperationStatus.PENDING && filter.status() != OperationStatus.FAILED;
        boolean narrow = filter.accountId() != null || filter.ids() != null || filter.errorClass() != null;
        boolean rare = filter.kind() != null || filter.host() != null || filter.status() == OperationStatus.CANCELLED;
        Optional<Long> bound = settled && rare && !narrow ? newestSettled() : Optional.empty();
        bound.ifPresent(id -> matching.and("o.id > :bound", sql -> sql.set("bound", id)));
        var text = filter.text();
        if (text != null) {
            return Source.newest(matching, Matching.containing(text, configuration.consoleSubjects()));
        }
        return settled && !part.byAge()
                ? Source.newest(matching, Matching.everything())
                : Source.all(matching, bound.isPresent());
    }

    /** Below this id no settled operation is looked at; empty if there are not so many. */
    private Optional<Long> newestSettled() {
        return Sql.of(
                        entityManager,
                        "select id from pending_operation_settled order by id desc limit 1 offset " + NEWEST_SETTLED)
                .first(row -> row.number(0));
    }
}
