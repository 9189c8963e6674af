package org.mailback.web.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.AuditLog;
import org.mailback.mailbox.Page;
import org.mailback.mailbox.Users;
import org.mailback.web.problem.Query;

/** What administrators did. */
@Path("sync/audit")
@RequestScoped
@RolesAllowed(Users.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Console")
public class AuditResource {

    @Inject
    AuditLog log;

    @GET
    @Operation(summary = "Every action of an administrator, newest first")
    public Page<AuditLog.Entry> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
        return log.list(Query.text(cursor), Query.within("limit", limit, 50, 1, 200));
    }
}
