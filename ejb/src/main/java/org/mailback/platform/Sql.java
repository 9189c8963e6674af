package org.mailback.platform;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TransactionRequiredException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement with named parameters, run through the EntityManager of the caller's transaction.
 *
 * <p>Arrays are cast in the statement ({@code cast(:ids as bigint[])}), which tells null's type, and tables travel as JSON
 * ({@code jsonb_to_recordset}): one parameter whatever the number of rows.
 */
public final class Sql {

    /**
     * Before a transaction's first statement ({@link Trip}): what follows is planned once a connection, because planning
     * costs more than running it, and goes by indexes in their order: a plan from when nothing was pending would read, or read
     * and sort, all that is pending until the table is analyzed again. For transactions about few rows.
     */
    public static final String BY_INDEX = """
            select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                   set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)
            """;

    /**
     * Likewise, and the commit does not wait for the disk. If PostgreSQL crashes within the next half a second (three times
     * {@code wal_writer_delay}), the transaction is as if it had not been, with all that came after it. Only where that is found
     * out and mended as if the node had crashed.
     */
    public static final String BY_INDEX_WITHOUT_WAITING = BY_INDEX + ", set_config('synchronous_commit', 'off', true)";

    private final Query query;

    Sql(Query query) {
        this.query = query;
    }

    /** What carries the values to the database and brings rows back. */
    interface Query {

        void set(String name, @Nullable Object value, Class<?> type);

        List<Object[]> rows();

        int execute();
    }

    /** @throws TransactionRequiredException without a transaction: what is locked would be free again at once */
    public static Sql of(EntityManager entityManager, String statement) {
        return new Sql(new OneQuery(inTransaction(entityManager)
                .createNativeQuery(statement, Object[].class)
                .unwrap(NativeQuery.class)));
    }

    /** For statements that return nothing. */
    public static Sql command(EntityManager entityManager, String statement) {
        return new Sql(new OneQuery(
                inTransaction(entityManager).createNativeQuery(statement).unwrap(NativeQuery.class)));
    }

    private record OneQuery(NativeQuery<?> query) implements Query {

        @Override
        @SuppressWarnings("unchecked")
        public void set(String name, @Nullable Object value, Class<?> type) {
            query.setParameter(name, value, (Class<Object>) type);
        }

        @Override
        public List<Object[]> rows() {
            return query.getResultList().stream()
                    .map(row -> row instanceof Object[] columns ? columns : new Object[] {row})
                    .toList();
        }

        @Override
        public int execute() {
            return query.executeUpdate();
        }
    }

    static EntityManager inTransaction(EntityManager entityManager) {
        if (!entityManager.isJoinedToTransaction()) {
            throw new TransactionRequiredException("there is no transaction, or it has ended by now");
        }
        return entityManager;
    }

    /** The database's time: the only clock that all nodes share, and the one that statements compare with. */
    public static Instant now(EntityManager entityManager) {
        return of(entityManager, "select clock_timestamp()")
                .first(row -> row.time(0))
                .orElseThrow();
    }

    public Sql set(String name, long value) {
        query.set(name, value, Long.class);
        return this;
    }

    public Sql setNullable(String name, @Nullable Long value) {
        query.set(name, value, Long.class);
        return this;
    }

    public Sql set(String name, boolean value) {
        query.set(name, value, Boolean.class);
        return this;
    }

    /** What PostgreSQL cannot store is left out: a server's or a sender's NUL must not fail the statement. */
    public Sql set(String name, @Nullable String value) {
        query.set(name, value == null ? null : Json.storable(value), String.class);
        return this;
    }

    /** Seconds, to be used as {@code make_interval(secs => :name)}. */
    public Sql set(String name, @Nullable Duration value) {
        query.set(name, value == null ? null : value.toMillis() / 1000.0, Double.class);
        return this;
    }

    public Sql set(String name, @Nullable Instant value) {
        query.set(name, value, Instant.class);
        return this;
    }

    /**
     * An array of bigint. As text it would be parsed again for every row that PostgreSQL compares with it: 26 s instead of
     * 10 ms for 10,000 ids in a mailbox of 15,000.
     */
    public Sql setIds(String name, Collection<? extends @Nullable Long> ids) {
        query.set(name, ids.toArray(Long[]::new), Long[].class);
        return this;
    }

    /** An array of text. */
    public Sql setTexts(String name, Collection<? extends @Nullable String> texts) {
        query.set(
                name,
                texts.stream()
                        .map(text -> text == null ? null : Json.storable(text))
                        .toArray(String[]::new),
                String[].class);
        return this;
    }

    /** A table as JSON; the statement reads it by {@code jsonb_to_recordset(cast(:name as jsonb))}. */
    public <T> Sql setRows(String name, Collection<T> rows, Function<T, Json> shape) {
        return set(name, Json.text(rows.stream().map(shape)));
    }

    public <T> List<T> list(Function<Row, T> mapper) {
        return query.rows().stream().map(row -> mapper.apply(new Row(row))).toList();
    }

    public <T> Optional<T> first(Function<Row, T> mapper) {
        var rows = list(mapper);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    public int execute() {
        return query.execute();
    }

    /** One row of a result; columns count from 0. */
    public record Row(Object[] columns) {

        public long number(int column) {
            return ((Number) columns[column]).longValue();
        }

        public @Nullable Long numberOrNull(int column) {
            return columns[column] == null ? null : number(column);
        }

        public boolean flag(int column) {
            return (Boolean) columns[column];
        }

        public @Nullable Boolean flagOrNull(int column) {
            return (Boolean) columns[column];
        }

        public String text(int column) {
            return columns[column].toString();
        }

        public @Nullable String textOrNull(int column) {
            return columns[column] == null ? null : text(column);
        }

        public byte @Nullable [] bytesOrNull(int column) {
            return (byte[]) columns[column];
        }

        /** Numbers with commas between them; none if it is null. */
        public List<Long> ids(int column) {
            var text = textOrNull(column);
            if (text == null || text.isEmpty()) {
                return List.of();
            }
            return Arrays.stream(text.split(",")).map(Long::valueOf).toList();
        }

        public Instant time(int column) {
            var value = timeOrNull(column);
            if (value == null) {
                throw new IllegalStateException("column " + column + " is null");
            }
            return value;
        }

        public @Nullable Instant timeOrNull(int column) {
            var value = columns[column];
            if (value == null) {
                return null;
            }
            if (value instanceof Instant instant) {
                return instant;
            }
            if (value instanceof OffsetDateTime dateTime) {
                return dateTime.toInstant();
            }
            return ((Date) value).toInstant();
        }
    }
}
