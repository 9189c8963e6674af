package org.mailback.web.sync;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.OperationFilter;
import org.mailback.operation.OperationStatus;
import org.mailback.web.problem.Problem;
import org.mailback.web.problem.Query;

/** Failed operations, either by their ids or all that match a filter; an empty filter means all that failed. */
public record OperationChoice(
        @Nullable List<Long> ids, @Nullable Filter filter) {

    /** What is null does not matter. */
    public record Filter(
            @Nullable Long account,
            @Nullable String kind,
            @Nullable String errorClass,
            @Nullable String host,
            @Nullable String q) {}

    /** @param mostIds how many may be chosen by their ids */
    public OperationFilter filter(int mostIds) {
        if (ids != null && filter == null) {
            return byIds(ids, mostIds);
        }
        if (ids != null || filter == null) {
            throw Problem.badRequest("send either ids or filter").exception();
        }
        return new OperationFilter(
                OperationStatus.FAILED,
                filter.account(),
                Codes.kind(Query.text(filter.kind())),
                Codes.errorClass(Query.text(filter.errorClass())),
                Query.line("host", filter.host()),
                Query.line("q", filter.q()),
                null);
    }

    private static OperationFilter byIds(List<Long> ids, int mostIds) {
        if (ids.stream().anyMatch(Objects::isNull)) {
            throw Problem.badRequest("ids must hold whole numbers only").exception();
        }
        if (ids.size() > mostIds) {
            throw Problem.of(413, "too-many", "at most " + mostIds + " operations at once, not " + ids.size())
                    .exception();
        }
        return OperationFilter.failed(ids);
    }
}
