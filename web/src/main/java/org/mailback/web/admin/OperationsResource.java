package org.mailback.web.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.mailback.admin.ConsoleOperation;
import org.mailback.admin.Found;
import org.mailback.admin.OperationDetail;
import org.mailback.admin.OperationHistory;
import org.mailback.admin.OperationSearch;
import org.mailback.mailbox.Users;

/** Operations of all accounts, with what they wait for and what happened to them. */
@Path("sync/operations")
@RequestScoped
@RolesAllowed(Users.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Console")
public class OperationsResource {

    @Inject
    OperationSearch search;

    @Inject
    OperationHistory history;

    @GET
    @Operation(summary = "Operations found, sorted and paged; counted up to 10,000")
    public Found<ConsoleOperation> find(@BeanParam ConsoleQuery query) {
        return search.find(query.filter(), query.part());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One operation with its history")
    public OperationDetail get(@PathParam("id") long id) {
        return history.get(id);
    }
}
