package org.mailback.model;

import java.util.List;
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
            world.deliver(MailServer.INBOX, null, true);
            world.deliver(MailServer.INBOX, twins ? "m1" : null, false);
            world.deliver("Archive", null, true);
            world.newCredentials();
            world.run(0);
            for (var action : actions) {
                action.happen(world);
                world.check();
            }
            world.checkEnd(remedy);
        }
    }
}
