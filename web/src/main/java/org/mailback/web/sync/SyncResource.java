package org.mailback.web.sync;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.mailback.admin.OperationFilter;
import org.mailback.admin.Operations;
import org.mailback.admin.Remedies;
import org.mailback.admin.Remedies.Verdict;
import org.mailback.admin.Remedy;
import org.mailback.admin.SyncOverview;
import org.mailback.admin.SyncStatus;
import org.mailback.mailbox.Page;
import org.mailback.mailbox.Users;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.OperationView;
import org.mailback.platform.Configuration;
import org.mailback.web.session.CurrentCaller;

/** The write-back: what waits, what failed, and the administrator's verbs for it. */
@Path("sync")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sync")
public class SyncResource {

    @Inject
    Operations operations;

    @Inject
    Remedies remedies;

    @Inject
    SyncOverview overview;

    @Inject
    Configuration configuration;

    @Inject
    CurrentCaller caller;

    @GET
    @Path("pending")
    @Operation(summary = "Operations that wait or are under way, the newest first; an administrator sees all accounts")
    public Page<OperationView> pending(@BeanParam OperationQuery query) {
        return list(query, OperationStatus.PENDING);
    }

    @GET
    @Path("failed")
    @Operation(summary = "Operations that failed, the newest first; an administrator sees all accounts")
    public Page<OperationView> failed(@BeanParam OperationQuery query) {
        return list(query, OperationStatus.FAILED);
    }

    private Page<OperationView> list(OperationQuery query, OperationStatus status) {
        return operations.list(caller.get(), query.filter(status), query.cursor(), query.limit());
    }

    @GET
    @Path("status")
    @Operation(summary = "Counts by status and class, the age of the oldest, accounts in trouble")
    public SyncStatus status() {
        return overview.status(caller.get());
    }

    @POST
    @Path("retry/{id}")
    @RolesAllowed(Users.ADMIN)
    @Operation(summary = "Try a failed operation again; what is not failed any more stays as it is")
    public Verdict retry(@PathParam("id") long id) {
        return remedies.administer(caller.get(), Remedy.RETRY, existing(id));
    }

    @POST
    @Path("discard/{id}")
    @RolesAllowed(Users.ADMIN)
    @Operation(summary = "Give a failed operation up: the message shows what the provider has")
    public Verdict discard(@PathParam("id") long id) {
        return remedies.administer(caller.get(), Remedy.DISCARD, existing(id));
    }

    @POST
    @Path("retry")
    @RolesAllowed(Users.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Try failed operations again, by ids or by filter")
    public Verdict retry(OperationChoice choice) {
        return remedies.administer(caller.get(), Remedy.RETRY, choice.filter(configuration.bulkLimit()));
    }

    @POST
    @Path("discard")
    @RolesAllowed(Users.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Give failed operations up, by ids or by filter")
    public Verdict discard(OperationChoice choice) {
        return remedies.administer(caller.get(), Remedy.DISCARD, choice.filter(configuration.bulkLimit()));
    }

    private OperationFilter existing(long id) {
        return OperationFilter.failed(List.of(operations.get(caller.get(), id).id()));
    }
}
