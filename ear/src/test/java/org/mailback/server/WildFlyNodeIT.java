package org.mailback.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WildFlyNodeIT {

    @Test
    void a_node_starts_again_after_it_was_killed_and_stands_still_while_frozen() {
        var database = TestWorld.postgres().createDatabase("node");
        try (var node = WildFlyNode.with("node", database).start()) {
            node.freeze();
            assertThat(node.isReady()).isFalse();
            assertThat(node.isAlive()).isTrue();
            node.thaw();
            node.awaitReady();

            node.kill();
            assertThat(node.isAlive()).isFalse();
            assertThat(node.isReady()).isFalse();

            node.startAgain();
            assertThat(node.isReady()).isTrue();

            node.stop();
            assertThat(node.isAlive()).isFalse();
        }
    }
}
