package org.mailback.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailback.event.Change;
import org.mailback.event.OperationsChanged;
import org.mailback.operation.OperationQueue.Completion;
import org.mailback.operation.OperationQueue.Failure;
import org.mailback.operation.OperationStatus;

/** Tells what became of a batch: one change for each status, kind and error, however many operations it had. */
@ApplicationScoped
public class SettledNews {

    @Inject
    Event<Change> changes;

    private record Group(
            String status, String kind, @Nullable String errorClass) {}

    private static final class Members {
        private final List<Long> messageIds = new ArrayList<>();
        private @Nullable String error;
    }

    void tell(
            Lease lease,
            Map<Long, ClaimedOperation> batch,
            List<Completion> completions,
            List<Failure> failures,
            Map<Long, String> statuses) {
        var groups = new LinkedHashMap<Group, Members>();
        for (var completion : completions) {
            var operation = batch.get(completion.id());
            members(groups, new Group(OperationStatus.COMPLETED.code(), operation.kindCode(), null))
                    .messageIds
                    .add(operation.messageId());
        }
        for (var failure : failures) {
            var status = statuses.get(failure.id());
            if (status != null) {
                var operation = batch.get(failure.id());
                var group = new Group(
                        status, operation.kindCode(), failure.errorClass().code());
                var members = members(groups, group);
                members.messageIds.add(operation.messageId());
                members.error = failure.text();
            }
        }
        groups.forEach((group, members) -> changes.fire(change(lease, group, members)));
    }

    private static Members members(Map<Group, Members> groups, Group group) {
        return groups.computeIfAbsent(group, first -> new Members());
    }

    private static OperationsChanged change(Lease lease, Group group, Members members) {
        return new OperationsChanged(
                lease.accountId(),
                group.status(),
                group.kind(),
                members.messageIds.size(),
                Change.bounded(members.messageIds),
                members.error,
                group.errorClass());
    }
}
