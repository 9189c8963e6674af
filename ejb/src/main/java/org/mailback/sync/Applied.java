package org.mailback.sync;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mailback.provider.ItemOutcome;

/** A batch and what the provider answered, not settled yet. An operation without an outcome was not sent. */
record Applied(Lease lease, List<ClaimedOperation> batch, List<ItemOutcome> outcomes) {

    Map<Long, ClaimedOperation> operations() {
        return batch.stream().collect(Collectors.toMap(ClaimedOperation::id, Function.identity()));
    }

    Applied withoutTheUnsent() {
        var operations = operations();
        var sent = outcomes.stream()
                .map(item -> operations.get(item.operationId()))
                .toList();
        return new Applied(lease, sent, outcomes);
    }

    /** Whether it is all done, and known where each message is now: settling it concerns nothing but these. */
    boolean isPlain() {
        return settled().stream().allMatch(Settled::isPlain);
    }

    List<Settled> settled() {
        var operations = operations();
        return outcomes.stream()
                .map(item -> new Settled(operations.get(item.operationId()), item.outcome(), item.took()))
                .toList();
    }
}
