package org.mailback.web.sync;

import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.OperationFilter;
import org.mailback.operation.OperationStatus;
import org.mailback.web.problem.Query;

/** The query parameters of lists of operations. */
public class OperationQuery {

    private static final int MOST = 200;
    private static final int BY_DEFAULT = 50;

    @QueryParam("account")
    @Parameter(description = "id of an account")
    @Nullable
    String account;

    @QueryParam("kind")
    @Parameter(description = "mark_read, mark_unread, trash, restore or delete")
    @Nullable
    String kind;

    @QueryParam("errorClass")
    @Nullable
    String errorClass;

    @QueryParam("cursor")
    @Nullable
    String cursor;

    @QueryParam("limit")
    @Parameter(description = "1 to 200, 50 if not given")
    @Nullable
    String limit;

    OperationFilter filter(OperationStatus status) {
        return new OperationFilter(
                status,
                Query.number("account", account),
                Codes.kind(Query.text(kind)),
                Codes.errorClass(Query.text(errorClass)),
                null,
                null,
                null);
    }

    @Nullable
    String cursor() {
        return Query.text(cursor);
    }

    int limit() {
        return Query.within("limit", limit, BY_DEFAULT, 1, MOST);
    }
}
