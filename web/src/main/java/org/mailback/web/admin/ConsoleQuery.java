package org.mailback.web.admin;

import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.OperationFilter;
import org.mailback.admin.OperationSearch;
import org.mailback.admin.OperationSearch.Part;
import org.mailback.admin.OperationSearch.Sort;
import org.mailback.operation.OperationStatus;
import org.mailback.web.problem.Problem;
import org.mailback.web.problem.Query;
import org.mailback.web.sync.Codes;

/** The query parameters of the console's list of operations. */
public class ConsoleQuery {

    @QueryParam("status")
    @Parameter(description = "pending, completed, failed, cancelled or all (also where it is missing)")
    @Nullable
    String status;

    @QueryParam("id")
    @Nullable
    String id;

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

    @QueryParam("host")
    @Parameter(description = "an account's server")
    @Nullable
    String host;

    @QueryParam("q")
    @Parameter(description = "part of the subject or of the error")
    @Nullable
    String q;

    @QueryParam("sort")
    @Parameter(description = "id (also where it is missing), createdAt, lastAttempt, attempts, account or kind")
    @Nullable
    String sort;

    @QueryParam("dir")
    @Parameter(description = "asc or desc (also where it is missing)")
    @Nullable
    String dir;

    @QueryParam("offset")
    @Parameter(description = "0 to 10000")
    @Nullable
    String offset;

    @QueryParam("limit")
    @Parameter(description = "1 to 200, 50 if not given")
    @Nullable
    String limit;

    OperationFilter filter() {
        var exactly = Query.number("id", id);
        var word = Query.text(status);
        return new OperationFilter(
                "all".equals(word) ? null : Codes.one("status", word, OperationStatus.values()),
                Query.number("account", account),
                Codes.kind(Query.text(kind)),
                Codes.errorClass(Query.text(errorClass)),
                Query.line("host", host),
                Query.line("q", q),
                exactly == null ? null : List.of(exactly));
    }

    Part part() {
        var by = Codes.one("sort", Query.text(sort), Sort.values());
        return new Part(
                by == null ? Sort.ID : by,
                ascending(dir, false),
                Query.within("offset", offset, 0, 0, OperationSearch.MOST),
                Query.within("limit", limit, 50, 1, 200));
    }

    static boolean ascending(@Nullable String dir, boolean byDefault) {
        var word = Query.text(dir);
        if (word == null) {
            return byDefault;
        }
        if (!word.equals("asc") && !word.equals("desc")) {
            throw Problem.badRequest("dir must be asc or desc").exception();
        }
        return word.equals("asc");
    }
}
