package org.mailback.cases;

import java.sql.ResultSet;
import java.sql.SQLException;

/** An operation ("Q"); read from the database, because REST lists only those that are not settled. */
record Queued(
        long id,
        long message,
        String kind,
        String status,
        int attempts,
        String lastError,
        String errorClass,
        String note,
        long supersededBy) {

    static final String QUERY = """
            select id, message_id, kind, status, attempts, last_error, error_class, note, superseded_by
            from pending_operation where account_id = ? order by id
            """;

    static Queued of(ResultSet row) throws SQLException {
        return new Queued(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getLong(9));
    }

    boolean is(String wanted) {
        return status.equals(wanted);
    }
}
