package org.mailback.web.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.BulkJob;
import org.mailback.admin.BulkJobs;
import org.mailback.admin.Remedy;
import org.mailback.mailbox.Page;
import org.mailback.mailbox.Users;
import org.mailback.web.problem.Problem;
import org.mailback.web.problem.Query;
import org.mailback.web.session.CurrentCaller;
import org.mailback.web.sync.Codes;
import org.mailback.web.sync.OperationChoice;

/** Retries and discards of any size, in the background. */
@Path("sync/jobs")
@RequestScoped
@RolesAllowed(Users.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Console")
public class JobsResource {

    @Inject
    BulkJobs jobs;

    @Inject
    CurrentCaller caller;

    /** @param action retry or discard; then as a choice of operations: ids or a filter */
    public record NewJob(@Nullable String action, @Nullable List<Long> ids, OperationChoice.@Nullable Filter filter) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Retry or discard the operations that are failed now, by ids or by filter")
    public Response create(NewJob job) {
        var remedy = Codes.one("action", Query.text(job.action()), Remedy.values());
        if (remedy == null) {
            throw Problem.badRequest("action must be retry or discard").exception();
        }
        var filter = new OperationChoice(job.ids(), job.filter()).filter(Integer.MAX_VALUE);
        return Response.accepted(jobs.create(caller.get(), remedy, filter)).build();
    }

    @GET
    @Operation(summary = "The latest 20 jobs, newest first")
    public Page<BulkJob> list() {
        return new Page<>(jobs.list(), null);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One job and how far it is")
    public BulkJob get(@PathParam("id") long id) {
        return jobs.get(id);
    }

    @POST
    @Path("{id}/cancel")
    @Operation(summary = "Stop a job; what it did stays done")
    public BulkJob cancel(@PathParam("id") long id) {
        return jobs.cancel(caller.get(), id);
    }
}
