package org.mailback.model;

import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.Remedy;
import org.mailback.model.MailServer.Mail;
import org.mailback.model.MailServer.Place;
import org.mailback.model.ServerProvider.Abilities;
import org.mailback.operation.OperationKind;
import org.mailback.provider.WriteCommand;
import org.mailback.rig.Beans;

/** One account on the real beans and a database of its own, its provider, two workers, and what was promised so far. */
final class World implements AutoCloseable, Witness, Beans.Commits {

    /** Longer than a lease and every pause. */
    private static final Duration LONG = Duration.ofSeconds(61);

    /** A warning for every fault would be a flood. */
    private static final Logger LOG = Logger.getLogger("org.mailback");

    final MailServer server = new MailServer();
    final Promises promises = new Promises();
    final Faults faults = new Faults();
    final OtherClients others = new OtherClients(server, promises);
    final People people;
    private final Stage stage;
    private final Ledger ledger;
    private final Invariants invariants;
    private final Abilities abilities;
    private final long account;
    private final List<Worker> workers;
    private @Nullable Fault afterCommit;

    World(Stage stage, Abilities abilities) {
        LOG.setLevel(Level.OFF);
        this.stage = stage;
        this.abilities = abilities;
        ledger = stage.ledger;
        invariants = new Invariants(server, promises, ledger, abilities.uidplus());
        account = stage.enter(new ServerProvider(server, abilities, faults, this), this);
        people = new People(stage, server, promises, account);
        workers = List.of(new Worker(this::turn), new Worker(this::turn));
    }

    private boolean turn() {
        try {
            return stage.engine().sync(account);
        } catch (BrokenDatabase broken) {
            return false;
        }
    }

    void step(int worker, int steps) {
        for (int i = 0; i < steps; i++) {
            workers.get(worker).step();
            check();
        }
    }

    void run(int worker) {
        workers.get(worker).run();
    }

    void kill(int worker) {
        workers.get(worker).kill();
    }

    void pass() {
        stage.beans.pass(LONG);
    }

    void check() {
        invariants.check();
    }

    /** Everything is well again and all is done that can be done. */
    void settle() {
        faults.clear();
        workers.forEach(worker -> {
            if (worker.working()) {
                worker.run();
            }
        });
        people.newCredentials();
        for (int round = 0; round < 12; round++) {
            for (int turn = 0; turn < 20 && workers.get(0).run(); turn++) {
                check();
            }
            check();
            if (round > 0 && invariants.quiet()) {
                return;
            }
            pass();
            people.wantFetch();
        }
        throw new AssertionError("it never comes to rest:\n" + invariants.picture());
    }

    /** What must hold when nothing is left to do: with what failed still there, and after it was retried or discarded. */
    void checkEnd(Remedy remedy) {
        settle();
        invariants.checkEnd();
        for (int i = 0; i < 3 && !people.failed().isEmpty(); i++) {
            people.remedy(remedy, people.failed());
            settle();
        }
        if (!people.failed().isEmpty() && (abilities.uidplus() || !onlyDeletesFailed())) {
            throw new AssertionError("what was retried fails without a reason:\n" + invariants.picture());
        }
        invariants.checkEnd();
    }

    /** Without UIDPLUS nothing is deleted for ever. */
    private boolean onlyDeletesFailed() {
        return ledger.number("select count(*) from pending_operation where status = 'failed' and kind <> 'delete'")
                == 0;
    }

    String picture() {
        return invariants.picture();
    }

    // ---- what is seen of the workers

    /** The worker's lease is another one's by now; its command comes like a ghost's. */
    private boolean ghost() {
        var worker = Worker.current();
        return worker != null && worker.lease() != ledger.lease();
    }

    @Override
    public void coming() {
        var worker = Worker.current();
        if (worker != null && worker.lease() == 0) {
            if (ledger.paused()) {
                throw new Violation("work begins on an account that is paused");
            }
            worker.holds(ledger.lease());
        }
    }

    @Override
    public void applying(WriteCommand command) {
        var operations =
                command.items().stream().map(WriteCommand.Item::operationId).toList();
        command.items().stream()
                .filter(item -> item.uncertain() && command.kind() == OperationKind.DELETE)
                .forEach(this::mayBeDeletedAlready);
        if (!ghost()) {
            var wrong = ledger.notToBeSent(operations);
            if (!wrong.isEmpty()) {
                throw new Violation("sent, though it may not be: " + wrong);
            }
        }
    }

    /** A delete that may have been done is not looked for elsewhere: what is there may be another client's copy. */
    private void mayBeDeletedAlready(WriteCommand.Item item) {
        server.all().stream()
                .map(Place::mail)
                .filter(mail -> mail.fingerprint().equals(item.fingerprint()))
                .forEach(promises::blur);
    }

    @Override
    public void stored(Mail mail, boolean seen) {
        if (ghost()) {
            promises.foreignSeen(mail, seen);
        }
    }

    @Override
    public void placed(Mail mail, String folder, boolean doubled) {
        if (ghost()) {
            promises.foreignPlace(mail, folder);
            if (doubled) {
                promises.blur(mail);
            }
        }
    }

    @Override
    public void leftBehind(Mail mail) {
        promises.blur(mail);
    }

    @Override
    public void expunged(Mail mail) {
        // a wish of the user, whoever carries it out
    }

    @Override
    public void beginning() {
        var worker = Worker.current();
        if (worker != null && worker.killed()) {
            throw new Crash("a dead process has no transactions");
        }
    }

    @Override
    public void committing() {
        var worker = Worker.current();
        var fault = worker == null
                ? people.commitFault()
                : faults.next(Fault.Occasion.COMMIT).orElse(null);
        if (fault == Fault.DATABASE_BEFORE_COMMIT) {
            throw new BrokenDatabase("before the commit");
        } else if (fault == Fault.CRASH_BEFORE_COMMIT && worker != null) {
            worker.die("before the commit");
        }
        afterCommit = fault;
    }

    @Override
    public void committed() {
        var worker = Worker.current();
        var fault = afterCommit;
        afterCommit = null;
        if (fault == Fault.DATABASE_AFTER_COMMIT) {
            throw new BrokenDatabase("after the commit");
        } else if (fault == Fault.CRASH_AFTER_COMMIT && worker != null) {
            worker.die("after the commit");
        }
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
        stage.leave();
        LOG.setLevel(null);
    }
}
