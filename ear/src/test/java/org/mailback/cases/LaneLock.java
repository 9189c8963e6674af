package org.mailback.cases;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Holds the lane of a case's account, so that whoever wants to settle there has to wait. */
final class LaneLock implements AutoCloseable {

    private final Scenario mail;
    private final Connection connection;
    private final int pid;

    private LaneLock(Scenario mail, Connection connection, int pid) {
        this.mail = mail;
        this.connection = connection;
        this.pid = pid;
    }

    static LaneLock of(Scenario mail) throws SQLException {
        var connection = mail.application().database().connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select pg_backend_pid() from account_lane where account_id = "
                        + mail.account() + " for update")) {
            rows.next();
            return new LaneLock(mail, connection, rows.getInt(1));
        }
    }

    /** Returns when somebody waits for the lane. */
    void awaitWaiting() {
        Awaitility.await("somebody waits for the lane")
                .atMost(Duration.ofSeconds(30))
                .until(() -> mail.application()
                        .read(
                                "select count(*) > 0 from pg_stat_activity where ? = any(pg_blocking_pids(pid))",
                                row -> row.getBoolean(1),
                                pid)
                        .equals(List.of(true)));
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
            connection.close();
        }
    }
}
