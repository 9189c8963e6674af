package org.mailback.web.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.mailback.admin.TroubleGroups;
import org.mailback.mailbox.Page;
import org.mailback.mailbox.Users;

/** What is wrong, in groups. */
@Path("sync/groups")
@RequestScoped
@RolesAllowed(Users.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Console")
public class GroupsResource {

    @Inject
    TroubleGroups groups;

    @GET
    @Operation(summary = "What failed by class and account, what waits by reason and server; most operations first")
    public Page<TroubleGroups.Group> list() {
        return new Page<>(groups.list(), null);
    }
}
