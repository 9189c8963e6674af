package org.mailback.bench;

import java.sql.Connection;
import java.sql.SQLException;

/** What is written down of operations that the server has done, in one transaction with one update of each table. */
final class PlainSettling implements AutoCloseable {

    /** Lanes that nobody works on, whatever is queued in them. */
    static final String AT_REST =
            "update account_lane set lease_no = lease_no + 1, lease_owner = 'bench', claimed_to = 0, due_at = null";

    private final Connection database;

    PlainSettling(World world) throws SQLException {
        database = world.connect();
        database.setAutoCommit(false);
    }

    /**
     * @param messages the update of the messages
     * @param operations which of those that are pending are done
     */
    void settle(String messages, String operations) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.executeUpdate(messages);
            statement.executeUpdate(
                    "update pending_operation set status = 'completed', completed_at = now(), attempts = attempts + 1"
                            + " where status = 'pending' and " + operations);
        }
        database.commit();
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
