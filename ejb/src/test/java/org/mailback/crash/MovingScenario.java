package org.mailback.crash;

import static org.mailback.operation.OperationKind.RESTORE;
import static org.mailback.operation.OperationKind.TRASH;

import java.util.stream.Stream;

/** What moves mail, for servers that move it otherwise. Two of the messages look exactly the same. */
final class MovingScenario implements Scenario {

    @Override
    public void given(World world) {
        var twins = Stream.of(World.mail("twin"), World.mail("twin"), World.mail("foreign1", "\\Deleted"));
        world.given("INBOX", Stream.concat(World.mails("m", 1, 3), twins));
        world.given("Trash", Stream.concat(World.mails("t", 1, 1), Stream.of(World.mail("foreign2", "\\Deleted"))));
    }

    @Override
    public void play(World world) {
        world.user(TRASH, "m1", "m2", "twin");
        world.push("UID (MOVE|COPY) .*", RESTORE, "m2");
        world.user(RESTORE, "m1", "t1");
        world.push();
    }
}
