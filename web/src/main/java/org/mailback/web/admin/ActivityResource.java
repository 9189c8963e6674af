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
import org.mailback.admin.SyncOverview;
import org.mailback.mailbox.Page;
import org.mailback.mailbox.Users;
import org.mailback.web.problem.Query;

/** What was synced in the last hours. */
@Path("sync/activity")
@RequestScoped
@RolesAllowed(Users.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Console")
public class ActivityResource {

    private static final int WEEK = 168;

    @Inject
    SyncOverview overview;

    @GET
    @Operation(summary = "Operations completed and failed and attempts to be repeated, by the hour, oldest first")
    public Page<SyncOverview.Hour> activity(
            @QueryParam("hours") @Nullable String hours, @QueryParam("account") @Nullable String account) {
        return new Page<>(
                overview.activity(Query.within("hours", hours, 24, 1, WEEK), Query.number("account", account)), null);
    }
}
