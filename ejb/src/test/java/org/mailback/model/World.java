package org.mailback.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.Remedies;
import org.mailback.admin.Remedy;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MessageActions;
import org.mailback.mailbox.Selection;
import org.mailback.model.Ledger.Row;
import org.mailback.model.MailServer.Mail;
import org.mailback.model.MailServer.Place;
import org.mailback.model.ServerProvider.Abilities;
import org.mailback.operation.LaneRequests;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Fingerprint;
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
    private final Stage stage;
    private final Beans beans;
    private final Ledger ledger;
    private final Invariants invariants;
    private final long account;
    private final Caller owner;
    private final List<Worker> workers;
    private int identities;
    private @Nullable Fault userFault;
    private @Nullable Fault afterCommit;

    World(Stage stage, Abilities abilities) {
        LOG.setLevel(Level.OFF);
        this.stage = stage;
        beans = stage.beans;
        ledger = stage.ledger;
        invariants = new Invariants(server, promises, ledger);
        account = stage.enter(new ServerProvider(server, abilities, faults, this), this);
        owner = new Caller(ledger.number("select owner_id from account"), "alice", false);
        workers = List.of(new Worker(this::turn), new Worker(this::turn));
    }

    private boolean turn() {
        try {
            return stage.engine().sync(account);
        } catch (BrokenDatabase broken) {
            return false;
        }
    }

    // ---- what other clients do

    /** @param like the label of a message that it is not to be told apart from, null for one of its own */
    void deliver(String folder, @Nullable String like, boolean withId) {
        var box = server.boxes().get(folder);
        if (box == null) {
            return;
        }
        int identity = ++identities;
        var label = like == null ? "m" + identity : like;
        var fingerprint = server.all().stream()
                .map(Place::mail)
                .filter(mail -> mail.label().equals(label))
                .map(Mail::fingerprint)
                .findFirst()
                .orElseGet(() -> new Fingerprint(
                        withId ? "<" + label + "@x>" : null, 1_000 + identity, Instant.parse("2026-01-01T00:00:00Z")));
        var mail = new Mail(identity, label, fingerprint, false, new TreeSet<>(), 0);
        server.put(box, mail);
        promises.delivered(mail, folder);
    }

    private void blurIfDoubled(Mail mail) {
        if (server.of(mail.identity()).size() > 1) {
            promises.blur(mail);
        }
    }

    void foreignSeen(Place place, boolean seen) {
        blurIfDoubled(place.mail());
        server.set(server.boxes().get(place.folder()), place.uid(), place.mail().with(seen));
        promises.foreignSeen(place.mail(), seen);
    }

    void foreignFlag(Place place, String flag) {
        blurIfDoubled(place.mail());
        server.set(server.boxes().get(place.folder()), place.uid(), place.mail().with(flag));
    }

    void foreignMove(Place place, String folder) {
        blurIfDoubled(place.mail());
        server.remove(server.boxes().get(place.folder()), place.uid());
        server.put(server.boxes().get(folder), place.mail());
        promises.foreignPlace(place.mail(), folder);
    }

    void foreignCopy(Place place, String folder) {
        var copy = place.mail().as(++identities);
        server.put(server.boxes().get(folder), copy);
        promises.delivered(copy, folder);
    }

    void foreignExpunge(Place place) {
        promises.foreignExpunge(place.mail(), server.of(place.mail().identity()).size() == 1);
        server.remove(server.boxes().get(place.folder()), place.uid());
    }

    void foreignRename(String folder, String to) {
        if (folder.equals(MailServer.INBOX) || server.boxes().containsKey(to)) {
            return;
        }
        server.in(folder).forEach(mail -> promises.foreignPlace(mail, to));
        server.rename(folder, to);
        promises.renamed(folder, isTrash(to) ? List.of(to) : List.of(to, MailServer.INBOX));
    }

    void foreignDrop(String folder) {
        if (folder.equals(MailServer.INBOX)) {
            return;
        }
        server.all().stream().filter(place -> place.folder().equals(folder)).forEach(this::foreignExpunge);
        if (!isTrash(folder)) {
            promises.renamed(folder, List.of(MailServer.INBOX));
        }
        server.boxes().remove(folder);
    }

    private boolean isTrash(String folder) {
        return server.boxes().get(folder).role == org.mailback.provider.FolderRole.TRASH;
    }

    // ---- what users and administrators do

    List<Row> visible() {
        return ledger.rows().stream().filter(row -> !row.removed()).toList();
    }

    /** @param fault at the commit of the action, null if all goes well */
    void act(OperationKind kind, List<Long> ids, @Nullable Fault fault) {
        var before = byId(ledger.rows());
        userFault = fault;
        try {
            beans.get(MessageActions.class).apply(owner, kind, new Selection.Ids(ids));
        } catch (BrokenDatabase broken) {
            // the user is told so
        } finally {
            userFault = null;
        }
        for (var after : ledger.rows()) {
            var was = before.get(after.id());
            if (was.seen() != after.seen()) {
                promises.wishedSeen(
                        after.id(), after.label(), after.seen(), after.seenWish() != null, seenAt(after.label()));
            }
            if (!shown(was).equals(shown(after))) {
                var back = shown(after).equals(after.serverFolder()) && promises.movedByOthers(after.label());
                promises.wishedPlace(
                        after.id(),
                        after.label(),
                        shown(after),
                        after.placeWish() != null && !back,
                        placesOf(after.label()));
            }
        }
    }

    static String shown(Row row) {
        return row.removed() ? Promises.NOWHERE : row.folder();
    }

    private static Map<Long, Row> byId(Collection<Row> rows) {
        return rows.stream().collect(Collectors.toMap(Row::id, Function.identity()));
    }

    private Set<Boolean> seenAt(String label) {
        return server.all().stream()
                .map(Place::mail)
                .filter(mail -> mail.label().equals(label))
                .map(Mail::seen)
                .collect(Collectors.toSet());
    }

    private Set<String> placesOf(String label) {
        var places = server.all().stream()
                .filter(place -> place.mail().label().equals(label))
                .map(Place::folder)
                .collect(Collectors.toSet());
        return places.isEmpty() ? Set.of(Promises.NOWHERE) : places;
    }

    List<Long> failed() {
        return ledger.texts("select id from pending_operation where status = 'failed' order by id").stream()
                .map(Long::valueOf)
                .toList();
    }

    void remedy(Remedy remedy, Collection<Long> failed) {
        var before = byId(ledger.rows());
        beans.get(Remedies.class).apply(remedy, failed, "admin");
        if (remedy == Remedy.DISCARD) {
            for (var after : ledger.rows()) {
                var was = before.get(after.id());
                var label = after.label();
                if (promises.unique(label) && was.seenWish() != null && after.seenWish() == null) {
                    promises.discardedSeen(label, after.seen(), seenAt(label));
                }
                if (promises.unique(label) && was.placeWish() != null && after.placeWish() == null) {
                    promises.discardedPlace(label, shown(after), placesOf(label));
                }
            }
        }
    }

    void wantFetch() {
        inTransaction(lanes -> lanes.syncNow(account));
    }

    void newCredentials() {
        inTransaction(lanes -> lanes.resume(account));
    }

    private void inTransaction(java.util.function.Consumer<LaneRequests> request) {
        try {
            beans.inTransaction(() -> {
                request.accept(beans.get(LaneRequests.class));
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- workers and time

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
        beans.pass(LONG);
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
        newCredentials();
        for (int round = 0; round < 12; round++) {
            for (int turn = 0; turn < 20 && workers.get(0).run(); turn++) {
                check();
            }
            check();
            if (round > 0 && invariants.quiet()) {
                return;
            }
            pass();
            wantFetch();
        }
        throw new AssertionError("it never comes to rest:\n" + invariants.picture());
    }

    /** What must hold when nothing is left to do: with what failed still there, and after it was retried or discarded. */
    void checkEnd(Remedy remedy) {
        settle();
        invariants.checkEnd();
        for (int i = 0; i < 3 && !failed().isEmpty(); i++) {
            remedy(remedy, failed());
            settle();
        }
        if (!failed().isEmpty()) {
            throw new AssertionError("what was retried fails without a reason:\n" + invariants.picture());
        }
        invariants.checkEnd();
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
        var fault =
                worker == null ? userFault : faults.next(Fault.Occasion.COMMIT).orElse(null);
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
