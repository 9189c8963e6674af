package org.mailback.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.Remedy;
import org.mailback.model.ServerProvider.Abilities;

/**
 * A server, what happens there, and what an administrator does at the end with what failed.
 *
 * @param twins whether two of the messages cannot be told apart
 */
record Sequence(Abilities abilities, boolean twins, Remedy remedy, List<Action> actions) {

    void play(Stage stage) {
        try (var world = new World(stage, abilities)) {
            world.others.deliver(MailServer.INBOX, null, true);
            world.others.deliver(MailServer.INBOX, twins ? "m1" : null, false);
            world.others.deliver("Archive", null, true);
            world.people.newCredentials();
            world.run(0);
            for (var action : actions) {
                action.happen(world);
                world.check();
            }
            world.checkEnd(remedy);
        }
    }

    /** What goes wrong when it is played, null if nothing does. */
    @Nullable
    Throwable problem(Stage stage) {
        try {
            play(stage);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }

    /** Without every action that is not needed for something to go wrong. */
    Sequence smallest(Stage stage) {
        for (int i = actions.size() - 1; i >= 0; i--) {
            var fewer = new ArrayList<>(actions);
            fewer.remove(i);
            var shorter = new Sequence(abilities, twins, remedy, fewer);
            if (shorter.problem(stage) != null) {
                return shorter.smallest(stage);
            }
        }
        return this;
    }
}
