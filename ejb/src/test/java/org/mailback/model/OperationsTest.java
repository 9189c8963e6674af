package org.mailback.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.mailback.admin.Remedy;
import org.mailback.model.ServerProvider.Abilities;
import org.mailback.model.ServerProvider.Moving;
import org.mailback.operation.OperationKind;

/** The whole life of operations, in sequences that nobody thought of. */
class OperationsTest {

    @Property(tries = 40, seed = "4711", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.FULL)
    void whatever_happens_nothing_is_lost_nothing_is_done_twice_and_nothing_flips_back(
            @ForAll("sequences") Sequence sequence) {
        sequence.play(stage);
    }

    /** {@code -Dmodel.tries=2000 -Dmodel.seed=7}: others, as many as one likes. */
    @Example
    void and_in_as_many_other_sequences_as_somebody_asks_for() {
        int tries = Integer.getInteger("model.tries", 0);
        Assume.that(tries > 0);
        long seed = Long.getLong("model.seed", 4711);
        var random = new Random(seed);
        var generator = sequences().generator(1_000);
        var begun = Instant.now();
        for (int i = 1; i <= tries; i++) {
            var sequence = generator.next(random).value();
            var problem = sequence.problem(stage);
            if (problem != null) {
                var smallest = sequence.smallest(stage);
                throw new AssertionError(
                        "sequence " + i + " of seed " + seed + " breaks a promise: " + smallest, problem);
            }
        }
        System.out.printf("model: %,d sequences, seed %d, %s%n", tries, seed, Duration.between(begun, Instant.now()));
    }

    private static Stage stage;

    @BeforeContainer
    static void open() {
        stage = new Stage();
    }

    @AfterContainer
    static void close() {
        stage.close();
    }

    @Provide
    Arbitrary<Sequence> sequences() {
        return Combinators.combine(
                        abilities(),
                        Arbitraries.of(true, false, false),
                        Arbitraries.of(Remedy.class),
                        actions().list().ofMinSize(1).ofMaxSize(25))
                .as(Sequence::new);
    }

    /** COPY is a server without MOVE; without UIDPLUS no copy and no move tells where the message is then. */
    private static Arbitrary<Abilities> abilities() {
        return Combinators.combine(
                        Arbitraries.of(Moving.class),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, true, true, false))
                .as((moving, condstore, uidplus) -> new Abilities(
                        !uidplus && moving == Moving.MOVE_TELLS ? Moving.MOVE_PROBED : moving, condstore, uidplus));
    }

    private static Arbitrary<Action> actions() {
        var which = Arbitraries.integers().between(0, 4);
        var folder = Arbitraries.integers().between(0, 3);
        var worker = Arbitraries.integers().between(0, 1);
        return Arbitraries.frequencyOf(
                Tuple.of(30, userActions()),
                Tuple.of(18, worker.map(Action.Run::new)),
                Tuple.of(
                        18,
                        Combinators.combine(worker, Arbitraries.integers().between(1, 6))
                                .as(Action.Step::new)),
                Tuple.of(8, Arbitraries.just(new Action.Fetch())),
                Tuple.of(8, Arbitraries.just(new Action.Pass())),
                Tuple.of(
                        14,
                        Combinators.combine(
                                        Arbitraries.of(Fault.class),
                                        Arbitraries.integers().between(0, 3))
                                .as(Action.Armed::new)),
                Tuple.of(3, Arbitraries.just(new Action.Credentials())),
                Tuple.of(2, Arbitraries.just(new Action.Pause())),
                Tuple.of(2, Arbitraries.just(new Action.Prune())),
                Tuple.of(4, worker.map(Action.Kill::new)),
                Tuple.of(5, Arbitraries.of(Remedy.class).map(Action.Remedied::new)),
                Tuple.of(
                        4,
                        Combinators.combine(which, Arbitraries.of(true, false)).as(Action.ForeignSeen::new)),
                Tuple.of(6, Combinators.combine(which, folder).as(Action.ForeignMove::new)),
                Tuple.of(2, which.map(Action.ForeignFlag::new)),
                Tuple.of(2, Combinators.combine(which, folder).as(Action.ForeignCopy::new)),
                Tuple.of(2, which.map(Action.ForeignExpunge::new)),
                Tuple.of(
                        2,
                        Combinators.combine(folder, Arbitraries.of(true, false)).as(Action.Delivery::new)),
                Tuple.of(
                        2,
                        Combinators.combine(folder, Arbitraries.of(true, false)).as(Action.ForeignRename::new)),
                Tuple.of(1, folder.map(Action.ForeignDrop::new)),
                Tuple.of(2, folder.map(Action.Renumbering::new)),
                Tuple.of(1, Arbitraries.just(new Action.EmptyTrash())));
    }

    private static Arbitrary<Action> userActions() {
        var kinds = Arbitraries.frequency(
                Tuple.of(2, OperationKind.MARK_READ),
                Tuple.of(2, OperationKind.MARK_UNREAD),
                Tuple.of(4, OperationKind.TRASH),
                Tuple.of(3, OperationKind.RESTORE),
                Tuple.of(1, OperationKind.DELETE));
        var faults = Arbitraries.frequency(
                Tuple.of(1, java.util.Optional.of(Fault.DATABASE_BEFORE_COMMIT)),
                Tuple.of(1, java.util.Optional.of(Fault.DATABASE_AFTER_COMMIT)),
                Tuple.of(18, java.util.Optional.<Fault>empty()));
        return Combinators.combine(kinds, Arbitraries.integers().between(1, 15), faults)
                .as((kind, set, fault) -> new Action.User(kind, set, fault.orElse(null)));
    }
}
