package org.mailback.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.Remedy;
import org.mailback.model.MailServer.Place;
import org.mailback.operation.OperationKind;

/** One thing that happens. Whatever does not fit the moment does nothing, so that every part of a sequence is a sequence. */
sealed interface Action {

    void happen(World world);

    /** A user acts on the messages shown, chosen by the bits of a set, or with a fault at the commit. */
    record User(OperationKind kind, int set, @Nullable Fault fault) implements Action {
        @Override
        public void happen(World world) {
            var shown = world.people.visible();
            var bits = BitSet.valueOf(new long[] {set});
            var ids = new ArrayList<Long>();
            for (int i = 0; i < shown.size(); i++) {
                if (bits.get(i)) {
                    ids.add(shown.get(i).id());
                }
            }
            if (!ids.isEmpty()) {
                world.people.act(kind, ids, fault);
            }
        }
    }

    /** An administrator deals with all that failed. */
    record Remedied(Remedy remedy) implements Action {
        @Override
        public void happen(World world) {
            world.people.remedy(remedy, world.people.failed());
        }
    }

    /** Another client acts on the message at this place of the server's. */
    private static void foreign(World world, int which, Consumer<Place> act) {
        var all = world.server.all();
        if (!all.isEmpty()) {
            act.accept(all.get(which % all.size()));
        }
    }

    private static String named(World world, int which) {
        List<String> folders = world.server.folders();
        return folders.get(which % folders.size());
    }

    record ForeignSeen(int which, boolean seen) implements Action {
        @Override
        public void happen(World world) {
            foreign(world, which, place -> world.others.markSeen(place, seen));
        }
    }

    record ForeignFlag(int which) implements Action {
        @Override
        public void happen(World world) {
            foreign(world, which, place -> world.others.flag(place, "\\Flagged"));
        }
    }

    record ForeignMove(int which, int folder) implements Action {
        @Override
        public void happen(World world) {
            foreign(world, which, place -> world.others.move(place, named(world, folder)));
        }
    }

    record ForeignCopy(int which, int folder) implements Action {
        @Override
        public void happen(World world) {
            foreign(world, which, place -> world.others.copy(place, named(world, folder)));
        }
    }

    record ForeignExpunge(int which) implements Action {
        @Override
        public void happen(World world) {
            foreign(world, which, world.others::expunge);
        }
    }

    record Delivery(int folder, boolean withId) implements Action {
        @Override
        public void happen(World world) {
            world.others.deliver(named(world, folder), null, withId);
        }
    }

    record ForeignRename(int folder, boolean back) implements Action {
        @Override
        public void happen(World world) {
            var name = named(world, folder);
            world.others.rename(name, back ? "Archive" : name + "2");
        }
    }

    record ForeignDrop(int folder) implements Action {
        @Override
        public void happen(World world) {
            world.others.drop(named(world, folder));
        }
    }

    record Renumbering(int folder) implements Action {
        @Override
        public void happen(World world) {
            world.server.renumber(named(world, folder));
        }
    }

    record EmptyTrash() implements Action {
        @Override
        public void happen(World world) {
            world.server.all().stream()
                    .filter(place -> place.folder().equals("Trash"))
                    .forEach(world.others::expunge);
        }
    }

    record Armed(Fault fault, int skip) implements Action {
        @Override
        public void happen(World world) {
            world.faults.arm(fault, skip);
        }
    }

    record Step(int worker, int steps) implements Action {
        @Override
        public void happen(World world) {
            world.step(worker, steps);
        }
    }

    record Run(int worker) implements Action {
        @Override
        public void happen(World world) {
            world.run(worker);
        }
    }

    record Kill(int worker) implements Action {
        @Override
        public void happen(World world) {
            world.kill(worker);
        }
    }

    record Fetch() implements Action {
        @Override
        public void happen(World world) {
            world.people.wantFetch();
        }
    }

    record Credentials() implements Action {
        @Override
        public void happen(World world) {
            world.people.newCredentials();
        }
    }

    /** An administrator stops the work on the account, until new credentials or somebody else resumes it. */
    record Pause() implements Action {
        @Override
        public void happen(World world) {
            world.people.pause();
        }
    }

    /** What is settled is forgotten. */
    record Prune() implements Action {
        @Override
        public void happen(World world) {
            world.people.prune();
        }
    }

    record Pass() implements Action {
        @Override
        public void happen(World world) {
            world.pass();
        }
    }
}
