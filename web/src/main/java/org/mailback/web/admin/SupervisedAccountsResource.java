package org.mailback.web.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.Found;
import org.mailback.admin.SupervisedAccount;
import org.mailback.admin.SupervisedAccounts;
import org.mailback.admin.SupervisedAccounts.Sort;
import org.mailback.admin.SupervisedAccounts.Wanted;
import org.mailback.mailbox.Users;
import org.mailback.web.problem.JsonBodies;
import org.mailback.web.problem.Problem;
import org.mailback.web.problem.Query;
import org.mailback.web.session.CurrentCaller;
import org.mailback.web.sync.Codes;

/** All accounts: how they are, and pause, resume and sync now. */
@Path("sync/accounts")
@RequestScoped
@RolesAllowed(Users.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Console")
public class SupervisedAccountsResource {

    private static final List<String> STATES =
            List.of("importing", "active", "paused", "auth_required", "unreachable", "throttled");

    @Inject
    SupervisedAccounts accounts;

    @Inject
    CurrentCaller caller;

    /** @param reason shown to the account's owner */
    public record Pause(@Nullable String reason) {}

    @GET
    @Operation(summary = "All accounts with their state, what waits and what failed")
    public Found<SupervisedAccount> list(
            @QueryParam("q") @Nullable String q,
            @QueryParam("state") @Nullable String state,
            @QueryParam("sort") @Nullable String sort,
            @QueryParam("dir") @Nullable String dir,
            @QueryParam("offset") @Nullable String offset,
            @QueryParam("limit") @Nullable String limit) {
        var wanted = Query.text(state);
        if (wanted != null && !STATES.contains(wanted)) {
            throw Problem.badRequest("state must be one of " + String.join(", ", STATES))
                    .exception();
        }
        var by = Codes.one("sort", Query.text(sort), Sort.values());
        return accounts.list(
                new Wanted(Query.line("q", q), wanted),
                by == null ? Sort.EMAIL : by,
                ConsoleQuery.ascending(dir, true),
                Query.small("offset", offset, 0),
                Query.within("limit", limit, 50, 1, 200));
    }

    @POST
    @Path("{id}/pause")
    @Operation(summary = "Stop work on an account until it is resumed; what is under way is finished")
    public SupervisedAccount pause(@PathParam("id") long id, String body) {
        var reason = JsonBodies.optional(body, Pause.class).map(Pause::reason).orElse(null);
        return accounts.pause(caller.get(), id, Query.line("reason", reason));
    }

    @POST
    @Path("{id}/resume")
    @Operation(summary = "End every pause of an account and try at once")
    public SupervisedAccount resume(@PathParam("id") long id) {
        return accounts.resume(caller.get(), id);
    }

    @POST
    @Path("{id}/sync")
    @Operation(summary = "Fetch and push as soon as may be; a paused account stays paused")
    public SupervisedAccount syncNow(@PathParam("id") long id) {
        return accounts.syncNow(caller.get(), id);
    }

    @POST
    @Path("{id}/resync")
    @Operation(summary = "Read everything of an account anew, and push; what waits for the provider is kept")
    public SupervisedAccount resync(@PathParam("id") long id) {
        return accounts.resync(caller.get(), id);
    }
}
