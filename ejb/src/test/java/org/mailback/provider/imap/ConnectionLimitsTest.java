package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.TlsMode;
import org.mailback.rig.LyingServer;

/** However many accounts there are, the connections to one server are no more than it is said to bear. */
class ConnectionLimitsTest {

    private static final int AT_A_HOST = 3;

    private final LyingServer server = LyingServer.start();
    private final ImapConnections connections = new ImapConnections(new ImapSettings(
            Duration.ofSeconds(1),
            Duration.ofMillis(700),
            Duration.ofSeconds(20),
            Duration.ofMinutes(5),
            2,
            AT_A_HOST,
            500,
            null,
            TestSettings.patient().bounds()));

    @AfterEach
    void close() {
        connections.close();
        server.close();
    }

    private AccountAccess account(long id) {
        return new AccountAccess(id, server.host(), server.port(), TlsMode.NONE, "user" + id, "any");
    }

    private long said(String command) {
        return server.commands().stream()
                .filter(line -> line.startsWith(command))
                .count();
    }

    @Test
    void the_longest_unused_makes_room_for_another_account() {
        for (int id = 1; id <= 5; id++) {
            connections.with(account(id), connection -> connection.look("NOOP"));
        }
        await().until(() -> said("LOGOUT") == 2);
        assertThat(said("LOGIN")).isEqualTo(5);

        connections.with(account(3), connection -> connection.look("NOOP"));
        connections.with(account(1), connection -> connection.look("NOOP"));

        await().until(() -> said("LOGOUT") == 3);
        assertThat(said("LOGIN")).as("the third was kept, the first was not").isEqualTo(6);
    }

    @Test
    void who_finds_all_in_use_waits_for_one_and_gives_up_in_time() {
        var third = new CompletableFuture<Void>();
        connections.with(
                account(1),
                first -> connections.with(
                        account(2),
                        second -> connections.with(account(3), used -> {
                            assertThatThrownBy(() -> connections.with(account(4), connection -> connection))
                                    .isInstanceOf(ProviderFailure.NotSent.class)
                                    .hasMessageContaining("all connections are in use");
                            CompletableFuture.runAsync(
                                            () -> connections.with(account(5), connection -> connection.look("NOOP")))
                                    .whenComplete((done, failure) -> third.complete(null));
                            assertThat(third).isNotDone();
                            return used;
                        })));
        await().until(third::isDone);
        assertThat(said("LOGIN \"user5\"") + said("LOGIN user5")).isEqualTo(1);
        assertThat(said("LOGIN \"user4\"") + said("LOGIN user4")).isZero();
    }
}
