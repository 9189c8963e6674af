package org.mailback.platform;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.persistence.TransactionRequiredException;
import jakarta.resource.ResourceException;
import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTroubleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"08006", "08003", "40001", "40P01", "53100", "53300", "57P01", "57014", "55P03", "25006", "25P03"
            })
    void what_the_database_cannot_do_at_the_moment_is_trouble(String state) {
        var failure = new EJBException(new RuntimeException(new SQLException("words\nmore words", state)));
        assertThat(DatabaseTrouble.in(failure)).isEqualTo("SQLException: words");
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "22001", "P0001"})
    void what_it_will_never_do_is_not(String state) {
        assertThat(DatabaseTrouble.in(new EJBException(new SQLException("words", state))))
                .isNull();
        var rollback = new RollbackException("rolled back");
        rollback.addSuppressed(new SQLException("words", state));
        assertThat(DatabaseTrouble.in(rollback)).isNull();
        assertThat(DatabaseTrouble.in(new IllegalStateException("a bug"))).isNull();
    }

    @Test
    void a_pool_without_a_connection_and_a_commit_that_was_lost_are_trouble() {
        assertThat(DatabaseTrouble.in(new SQLException(new ResourceException("no connection"))))
                .contains("no connection");
        var lost = new RollbackException("rolled back");
        lost.addSuppressed(new SQLException("cut", "08006"));
        assertThat(DatabaseTrouble.in(new EJBException(lost))).contains("cut");
        assertThat(DatabaseTrouble.in(new EJBException(new RollbackException("took too long"))))
                .contains("took too long");
        assertThat(DatabaseTrouble.in(new EJBException(new TransactionRequiredException("ended by now"))))
                .contains("ended by now");
    }

    @Test
    void failures_that_cause_each_other_end() {
        var one = new RuntimeException("one");
        var two = new RuntimeException("two", one);
        one.initCause(two);
        assertThat(DatabaseTrouble.in(one)).isNull();
    }
}
