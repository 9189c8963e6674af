package org.mailback.platform;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Statements that go to the database together, on the connection of the caller's transaction: for short ones the way costs
 * more than the work. They are run one after the other, and each is planned, and sees what others have committed, when the one
 * before it has ended: one may set how the next are planned, or lock what the next reads. None is sent before somebody asks for
 * what became of one of them, or calls {@link #go()}; then all are that wait. If one fails, so does all that was sent with it.
 * Nothing is read before all is sent: after one that returns much there must not come one with large values, or both sides wait
 * for the other to read.
 */
public final class Trip {

    private static final Map<String, Parsed> PARSED = new ConcurrentHashMap<>();

    private final EntityManager entityManager;
    private final List<Passenger> waiting = new ArrayList<>();

    public Trip(EntityManager entityManager) {
        this.entityManager = Sql.inTransaction(entityManager);
    }

    /**
     * In a select list: hands an array of bigint over to statements that come later in the transaction, which find it by
     * {@link #handedOver}. Where the row with it does not come about, it stays empty.
     *
     * @param array a subquery for one array, or for null
     */
    public static String handOver(String name, String array) {
        return "set_config('mailback." + name + "', cast((" + array + ") as text), true)";
    }

    /** In place of a parameter that is cast to bigint[]. */
    public static String handedOver(String name) {
        return "coalesce(nullif(current_setting('mailback." + name + "', true), ''), '{}')";
    }

    /** @param settings what to set for the rest of the transaction: {@link Sql#BY_INDEX}, or more */
    public static Trip with(String settings, EntityManager entityManager) {
        var trip = new Trip(entityManager);
        trip.add(settings);
        return trip;
    }

    /** @param statement with named parameters, a constant; without question marks, and without colons in quotes */
    public Sql add(String statement) {
        var passenger = new Passenger(PARSED.computeIfAbsent(statement, Parsed::of));
        waiting.add(passenger);
        return new Sql(passenger);
    }

    /** Sends what waits. What Hibernate holds back of changed entities is not written before. */
    public void go() {
        if (!waiting.isEmpty()) {
            var all = List.copyOf(waiting);
            waiting.clear();
            entityManager.unwrap(Session.class).doWork(connection -> send(all, connection));
        }
    }

    private static void send(List<Passenger> all, Connection connection) throws SQLException {
        var text = all.stream().map(one -> one.parsed.text).collect(Collectors.joining(";\n"));
        try (var statement = connection.prepareStatement(text)) {
            int index = 1;
            for (var one : all) {
                for (var name : one.parsed.parameters) {
                    one.value(name).bind(connection, statement, index++);
                }
            }
            boolean rows = statement.execute();
            for (var one : all) {
                one.came(rows ? read(statement) : List.of(), rows ? 0 : statement.getUpdateCount());
                rows = statement.getMoreResults();
            }
        }
    }

    private static List<Object[]> read(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.getResultSet()) {
            int columns = rows.getMetaData().getColumnCount();
            var read = new ArrayList<Object[]>();
            while (rows.next()) {
                var row = new Object[columns];
                for (int column = 0; column < columns; column++) {
                    row[column] = rows.getObject(column + 1);
                }
                read.add(row);
            }
            return read;
        }
    }

    /** @param parameters in the order of the question marks */
    private record Parsed(String text, List<String> parameters) {

        private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]\\w*)");

        static Parsed of(String statement) {
            var names = new ArrayList<String>();
            var text = PARAMETER.matcher(statement).replaceAll(found -> {
                names.add(found.group(1));
                return "?";
            });
            return new Parsed(text, List.copyOf(names));
        }
    }

    private record Value(@Nullable Object value, Class<?> type) {

        private static final Map<Class<?>, Integer> NULLS = Map.of(
                Long.class, Types.BIGINT,
                Double.class, Types.DOUBLE,
                Boolean.class, Types.BOOLEAN,
                String.class, Types.VARCHAR,
                Instant.class, Types.TIMESTAMP_WITH_TIMEZONE);

        void bind(Connection connection, PreparedStatement statement, int index) throws SQLException {
            if (value instanceof Long[] numbers) {
                statement.setArray(index, connection.createArrayOf("bigint", numbers));
            } else if (value instanceof String[] texts) {
                statement.setArray(index, connection.createArrayOf("text", texts));
            } else if (value instanceof Instant time) {
                statement.setObject(index, time.atOffset(ZoneOffset.UTC));
            } else if (value == null) {
                statement.setNull(index, NULLS.get(type));
            } else {
                statement.setObject(index, value);
            }
        }
    }

    private final class Passenger implements Sql.Query {
        private final Parsed parsed;
        private final Map<String, Value> values = new HashMap<>();
        private @Nullable List<Object[]> rows;
        private int count;

        Passenger(Parsed parsed) {
            this.parsed = parsed;
        }

        Value value(String name) {
            var value = values.get(name);
            if (value == null) {
                throw new IllegalStateException("no value for " + name + " in: " + parsed.text);
            }
            return value;
        }

        void came(List<Object[]> theseRows, int thisCount) {
            rows = theseRows;
            count = thisCount;
        }

        @Override
        public void set(String name, @Nullable Object value, Class<?> type) {
            if (!parsed.parameters.contains(name)) {
                throw new IllegalArgumentException("no parameter " + name + " in: " + parsed.text);
            }
            values.put(name, new Value(value, type));
        }

        @Override
        public List<Object[]> rows() {
            if (rows == null) {
                go();
            }
            return Objects.requireNonNull(rows, "what it went with has failed");
        }

        @Override
        public int execute() {
            rows();
            return count;
        }
    }
}
