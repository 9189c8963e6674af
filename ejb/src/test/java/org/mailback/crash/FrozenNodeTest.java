package org.mailback.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mailback.operation.OperationKind.MARK_READ;
import static org.mailback.operation.OperationKind.MARK_UNREAD;
import static org.mailback.operation.OperationKind.TRASH;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.rig.Beans;
import org.mailback.rig.DovecotForTests;

/** A node stands still right before its command, longer than its lease, and wakes up when another one has done more. */
class FrozenNodeTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Beans beans;
    private World world;

    @BeforeEach
    void one_message() {
        DovecotForTests.assume();
        beans = new Beans(Map.of(
                "mailback.sync.interval", "PT9999H",
                "mailback.lane.lease", "PT3S",
                "mailback.lane.backoff", "PT0.2S",
                "mailback.lane.backoff-max", "PT1S"));
        world = new World(beans, DovecotForTests.shared(), new CrashPoints(List.of()), null);
        world.given("INBOX", Stream.of(World.mail("m1"), World.mail("foreign1", "\\Deleted")));
        world.given("Trash", World.mails("t", 1, 1)); // read last, so that INBOX is opened anew for the change
    }

    @AfterEach
    void end() {
        if (world != null) {
            world.close();
            beans.close();
        }
    }

    /** Ends when the node that slept has given up. */
    private void asleepBefore(OperationKind kind, Runnable meanwhile) {
        var hold = world.proxy().when("^SELECT \"?INBOX").holdReply().times(1);
        world.user(kind, "m1");
        var asleep = CompletableFuture.runAsync(world::turn);
        hold.awaitHit(PATIENCE);
        await("the other node").atMost(PATIENCE).until(() -> {
            world.turn();
            return world.isIdle();
        });
        meanwhile.run();
        hold.release();
        asleep.join();
        world.look();
    }

    @Test
    void C9_an_old_mark_is_not_written_over_the_users_newer_wish() {
        world.connect();

        asleepBefore(MARK_READ, () -> {
            world.user(MARK_UNREAD, "m1");
            world.push();
        });

        assertThat(world.proxy().commands("UID STORE")).last().asString().contains("-FLAGS");
        assertThat(world.state()).contains("INBOX: <m1@x> []\n", "<m1@x> in INBOX, at the server in INBOX \n");
    }

    @Test
    void C9_an_old_copy_is_not_made_again_where_the_original_stays_marked_deleted() {
        world.proxy().hideCapability("MOVE", "UIDPLUS").stripCopyUid();
        world.connect();

        asleepBefore(TRASH, () -> {});

        assertThat(world.proxy().commands("UID COPY")).hasSize(1);
        assertThat(world.state()).containsOnlyOnce("Trash: <m1@x>").contains("INBOX: <m1@x> [\\Deleted]");
    }
}
