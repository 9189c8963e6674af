package org.mailback.sync;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Outcome;

/** An operation and what became of it at the provider. */
record Settled(
        ClaimedOperation operation,
        Outcome outcome,
        @Nullable Duration took) {

    boolean is(OperationKind kind) {
        return operation.kind().filter(own -> own == kind).isPresent();
    }

    boolean done() {
        return outcome instanceof Outcome.Done;
    }

    boolean gone() {
        return outcome instanceof Outcome.Gone;
    }

    /**
     * A delete that need not look for the message any longer: it is nowhere, or an earlier try may have removed it, and what
     * looks like it elsewhere is another client's copy.
     */
    boolean deletedAlready(boolean located) {
        return gone() && is(OperationKind.DELETE) && (located || operation.uncertain());
    }

    /** Done, and the message is in another folder of the provider now. */
    boolean moved() {
        return done() && operation.target() != null && !operation.alreadyThere();
    }

    /** Done, and where the message is now is known. */
    boolean isPlain() {
        return outcome instanceof Outcome.Done answer && (answer.position() != null || !moved());
    }

    static List<Long> messages(List<Settled> items) {
        return items.stream().map(item -> item.operation().messageId()).toList();
    }
}
