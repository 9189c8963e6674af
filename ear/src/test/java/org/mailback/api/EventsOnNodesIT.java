package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.server.ApiClient;
import org.mailback.server.LiveEvents;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** Event streams on a server that is configured for it, and stops. */
class EventsOnNodesIT {

    private static WildFlyNode node;

    @BeforeAll
    static void start() {
        node = WildFlyNode.with("events", TestWorld.postgres().createDatabase("events"))
                .setting("org.wildfly.sigterm.suspend.timeout", "50")
                .setting("mailback.events.stream-life", "PT20S")
                .start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_stream_that_is_old_ends_and_the_next_one_goes_on_and_a_stop_is_not_held_up() {
        var client = ApiClient.newUser(node.url(), "events.life");
        try (var first = LiveEvents.of(client)) {
            first.awaitEnd();
            assertThat(first.retry()).as("comes back at once").isEqualTo(100);
            try (var second = LiveEvents.open(client, "", first.lastId())) {
                second.await("hello", event -> event.is("hello"));
                assertThat(second.retry()).isEqualTo(3000);
            }
        }
        try (var open = LiveEvents.of(client)) {
            open.await("hello", event -> event.is("hello"));
            var asked = Instant.now();
            var stopping = CompletableFuture.runAsync(node::stop);
            open.awaitEnd();
            assertThat(Duration.between(asked, Instant.now()))
                    .as("long before the stream is old")
                    .isLessThan(Duration.ofSeconds(10));
            stopping.join();
        }
    }
}
