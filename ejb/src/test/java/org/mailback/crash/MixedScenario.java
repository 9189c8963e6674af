package org.mailback.crash;

import static org.mailback.operation.OperationKind.DELETE;
import static org.mailback.operation.OperationKind.MARK_READ;
import static org.mailback.operation.OperationKind.MARK_UNREAD;
import static org.mailback.operation.OperationKind.RESTORE;
import static org.mailback.operation.OperationKind.TRASH;

import java.util.stream.Stream;

/** Two dozen operations of all kinds in three folders, with another client and a server that refuses one message. */
final class MixedScenario implements Scenario {

    @Override
    public void given(World world) {
        var odd = Stream.of(World.mail("m5", "\\Seen", "\\Flagged", "$Work"), World.mail("foreign1", "\\Deleted"));
        var ordinary = Stream.concat(World.mails("m", 1, 4), World.mails("m", 6, 14));
        var uids = world.given("INBOX", Stream.concat(ordinary, odd));
        world.given("Archive", World.mails("a", 1, 3));
        world.given("Trash", Stream.concat(World.mails("t", 1, 3), Stream.of(World.mail("foreign2", "\\Deleted"))));
        world.proxy().when("^UID STORE .*\\\\Seen").includingUid(uids.get(2)).answer("NO [CANNOT] not this one");
    }

    @Override
    public void play(World world) {
        world.user(MARK_READ, "m1", "m2", "m3", "m4", "a1");
        world.user(MARK_UNREAD, "m5");
        world.user(TRASH, "m6", "m7", "a2");
        world.user(MARK_READ, "m8");
        world.user(MARK_UNREAD, "m8");
        world.user(MARK_READ, "m8");
        world.user(TRASH, "m9");
        world.user(RESTORE, "m9");
        world.user(DELETE, "m10", "t1");
        world.user(MARK_READ, "m11");
        world.user(TRASH, "m12");
        world.another(client -> {
            var gone = world.uid("m11") + "," + world.uid("m12");
            client.in("INBOX", "UID STORE " + gone + " +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE " + gone);
        });
        world.push("UID (MOVE|COPY) .*", RESTORE, "m7");
        world.user(MARK_UNREAD, "m1");
        world.user(RESTORE, "m6", "t2");
        world.user(TRASH, "m8");
        world.another(client -> {
            client.in(
                    "INBOX",
                    "UID STORE " + world.uid("m13") + " +FLAGS (\\Seen)",
                    "UID MOVE " + world.uid("m14") + " Archive");
            client.append("INBOX", World.mail("m15"));
        });
        world.user(MARK_READ, "m14");
        world.sync();
    }
}
