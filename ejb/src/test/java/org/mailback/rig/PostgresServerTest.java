package org.mailback.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    @Test
    void two_databases_of_one_server_know_nothing_of_each_other() throws SQLException {
        try (var server = PostgresServer.start()) {
            var one = server.createDatabase("one");
            var other = server.createDatabase("Other");
            try (var connection = one.connect();
                    var statement = connection.createStatement()) {
                statement.execute("create table message (id bigint)");
            }
            assertThat(tables(one)).isEqualTo(1);
            assertThat(tables(other)).isZero();
        }
    }

    private static int tables(PostgresServer.Database database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select count(*) from pg_tables where schemaname = 'public'")) {
            found.next();
            return found.getInt(1);
        }
    }

    @Test
    void a_durable_one_waits_for_the_disk() throws Exception {
        try (var server = PostgresServer.durable();
                var connection = server.createDatabase("durable").connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select current_setting('fsync') || ' ' || current_setting('synchronous_commit')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("on on");
        }
    }
}
