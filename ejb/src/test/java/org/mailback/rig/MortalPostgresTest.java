package org.mailback.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.rig.PostgresServer.Database;

class MortalPostgresTest {

    @BeforeAll
    static void namespaces() {
        MortalPostgres.assume();
    }

    @Test
    void what_was_committed_survives_its_death_and_a_full_disk_refuses_what_would_grow() throws SQLException {
        try (var programs = PostgresServer.start();
                var postgres = MortalPostgres.start(programs)) {
            var database = postgres.createDatabase("mortal");
            run(database, "create table kept as select 42 as answer");

            postgres.kill();
            assertThat(postgres.answers()).isFalse();
            postgres.startAgain();
            assertThat(answer(database)).isEqualTo(42);

            postgres.fillDisk();
            assertThatThrownBy(() -> run(
                            database, "create table filled as select repeat('x', 900) from generate_series(1, 9000)"))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("53100");
            postgres.freeDisk();
            run(database, "create table filled as select repeat('x', 900) from generate_series(1, 9000)");
            assertThat(answer(database)).isEqualTo(42);
        }
    }

    private static int answer(Database database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select answer from kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void run(Database database, String command) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}
