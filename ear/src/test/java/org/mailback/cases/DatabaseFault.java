package org.mailback.cases;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A fault inside the database while operations of one account are queued, so that the product needs no code for it. It ends
 * with {@link #close()}.
 */
final class DatabaseFault implements AutoCloseable {

    private final Connection connection;
    private final String name;
    private final long account;

    private enum Moment {
        INSERT("trigger %s before insert on pending_operation_pending"),
        COMMIT("constraint trigger %s after insert on pending_operation_pending deferrable initially deferred"),
        CLAIM("trigger %s before update of lease_no on account_lane"),
        SETTLE("constraint trigger %s after insert on pending_operation_settled deferrable initially deferred");

        private final String trigger;

        Moment(String trigger) {
            this.trigger = trigger;
        }
    }

    private DatabaseFault(Scenario mail, Moment moment, String body) throws SQLException {
        connection = mail.application().database().connect();
        account = mail.account();
        name = "fault_of_" + account;
        run("select pg_advisory_lock(" + account + ")");
        run("create function %s() returns trigger language plpgsql as $$ begin %s return new; end $$"
                .formatted(name, body.replace("ACCOUNT", String.valueOf(account))));
        run("create " + moment.trigger.formatted(name) + " for each row when (new.account_id = " + account
                + ") execute function " + name + "()");
    }

    /** Queueing fails. */
    static DatabaseFault raising(Scenario mail) throws SQLException {
        return new DatabaseFault(mail, Moment.INSERT, "raise exception 'the disk is on fire';");
    }

    /** Queueing gets stuck between the change and the commit. */
    static DatabaseFault stuckBeforeCommit(Scenario mail) throws SQLException {
        return new DatabaseFault(mail, Moment.INSERT, "perform pg_advisory_xact_lock(ACCOUNT);");
    }

    /** The commit has reached the database and gets stuck there; it happens once the fault ends. */
    static DatabaseFault stuckInCommit(Scenario mail) throws SQLException {
        return new DatabaseFault(mail, Moment.COMMIT, "perform pg_advisory_xact_lock(ACCOUNT);");
    }

    /** A worker that claims the lane gets stuck before its commit. */
    static DatabaseFault stuckInClaim(Scenario mail) throws SQLException {
        return new DatabaseFault(mail, Moment.CLAIM, "perform pg_advisory_xact_lock(ACCOUNT);");
    }

    /** The commit that settles has reached the database and gets stuck there. */
    static DatabaseFault stuckInSettling(Scenario mail) throws SQLException {
        return new DatabaseFault(mail, Moment.SETTLE, "perform pg_advisory_xact_lock(ACCOUNT);");
    }

    /** The first commit that queues is refused with this SQLSTATE. */
    static DatabaseFault refusingCommitOnce(Scenario mail, String state) throws SQLException {
        return refusingOnce(mail, Moment.COMMIT, state);
    }

    /** The first commit that settles is refused with this SQLSTATE. */
    static DatabaseFault refusingSettlingOnce(Scenario mail, String state) throws SQLException {
        return refusingOnce(mail, Moment.SETTLE, state);
    }

    private static DatabaseFault refusingOnce(Scenario mail, Moment moment, String state) throws SQLException {
        var fault = new DatabaseFault(mail, moment, """
                if nextval('refusals_of_ACCOUNT') = 1 then raise exception 'refused' using errcode = '%s'; end if;
                """.formatted(state));
        fault.run("create sequence refusals_of_" + fault.account);
        return fault;
    }

    /** Ends every connection of the application. */
    void terminateApplication() throws SQLException {
        run("""
                select pg_terminate_backend(pid, 10000) from pg_stat_activity
                where datname = current_database() and application_name = 'mailback'
                """);
    }

    /** Returns when somebody is stuck. */
    void awaitStuck() {
        Awaitility.await("somebody is stuck in the fault")
                .atMost(Duration.ofSeconds(30))
                .until(this::isSomebodyStuck);
    }

    /** Lets go of who is stuck, and returns when their transaction is over. */
    void release() throws SQLException {
        run("select pg_advisory_unlock(" + account + ")");
        Awaitility.await("nobody is stuck").atMost(Duration.ofSeconds(30)).until(() -> !isSomebodyStuck());
    }

    private boolean isSomebodyStuck() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select 1 from pg_locks where locktype = 'advisory' and not granted and objid = " + account)) {
            return rows.next();
        }
    }

    private void run(String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            run("select pg_advisory_unlock_all()");
            run("drop function " + name + " cascade");
            run("drop sequence if exists refusals_of_" + account);
        }
    }
}
