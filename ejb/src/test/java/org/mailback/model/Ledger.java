package org.mailback.model;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the database says, read past the beans. */
final class Ledger implements AutoCloseable {

    /** The newest wish that is not settled. */
    record Wish(String kind, boolean failed) {}

    /** A message as the user sees it, and what is still to be done about it. */
    record Row(
            long id,
            String label,
            String folder,
            boolean seen,
            boolean removed,
            @Nullable String serverFolder,
            @Nullable Long uid,
            boolean serverSeen,
            List<String> flags,
            @Nullable Wish seenWish,
            @Nullable Wish placeWish) {}

    private static final String WISH = """
            (select o.kind || ' ' || o.status from pending_operation o where o.message_id = m.id and o.aspect = '%s'
             and o.status in ('pending', 'failed') order by o.slot desc limit 1)
            """;

    private static final String ROWS = """
            select m.id, m.subject, f.name, m.seen, m.removed, s.name, m.uid, m.server_seen, array_to_string(m.flags, ' '),
            """ + WISH.formatted("seen") + "," + WISH.formatted("placement") + """
            from message m join folder f on f.id = m.folder_id left join folder s on s.id = m.server_folder_id order by m.id
            """;

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Ledger(DataSource database) {
        try {
            connection = database.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> List<T> list(String query, Reader<T> reader) {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            var rows = new ArrayList<T>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> texts(String query) {
        return list(query, row -> row.getString(1));
    }

    long number(String query) {
        return list(query, row -> row.getLong(1)).get(0);
    }

    List<Row> rows() {
        return list(ROWS, row -> {
            long uid = row.getLong(7);
            var placed = !row.wasNull();
            return new Row(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getBoolean(5),
                    row.getString(6),
                    placed ? uid : null,
                    row.getBoolean(8),
                    row.getString(9).isEmpty()
                            ? List.of()
                            : List.of(row.getString(9).split(" ")),
                    wish(row.getString(10)),
                    wish(row.getString(11)));
        });
    }

    private static @Nullable Wish wish(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var words = text.split(" ");
        return new Wish(words[0], words[1].equals("failed"));
    }

    long lease() {
        return number("select lease_no from account_lane");
    }

    boolean paused() {
        return number("select count(*) from account_lane where pause_reason = 'paused'") > 0;
    }

    /** Those of these operations that may not be sent: settled, or waiting behind another. */
    List<String> notToBeSent(Collection<Long> operations) {
        return texts("select id || ' ' || kind || ' ' || status || ' ' || slot from pending_operation where id in ("
                + String.join(",", operations.stream().map(String::valueOf).toList())
                + ") and (status <> 'pending' or slot <> 0)");
    }

    /** For the eye, when something is wrong. */
    List<String> story() {
        return texts("""
                select id || ' m' || message_id || ' ' || kind || ' ' || status || ' slot ' || slot || ' attempts ' || attempts
                       || ' uncertain ' || uncertain || coalesce(' ' || note, '') || coalesce(' ' || last_error, '')
                from pending_operation order by id
                """);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
