package org.mailback.web.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.Page;
import org.mailback.mailbox.Users;
import org.mailback.mailbox.Users.User;
import org.mailback.web.session.CurrentCaller;

/** Who may sign in; for administrators. */
@Path("users")
@RequestScoped
@RolesAllowed(Users.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users")
public class UsersResource {

    @Inject
    Users users;

    @Inject
    CurrentCaller caller;

    /** @param role user (also where it is missing) or admin */
    public record NewUser(
            @Nullable String name,
            @Nullable String password,
            @Nullable String role) {

        @Override
        public String toString() {
            return "user " + name;
        }
    }

    /** What to change; null stays as it is. */
    public record Change(
            @Nullable String password, @Nullable String role) {

        @Override
        public String toString() {
            return "change of a user";
        }
    }

    @GET
    @Operation(summary = "All users")
    public Page<User> list() {
        return new Page<>(users.list(), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Create a user")
    public Response create(NewUser user, @Context UriInfo here) {
        var created = users.create(caller.get(), user.name(), user.password(), user.role());
        var address = here.getAbsolutePathBuilder().path(created.name());
        return Response.created(address.build()).entity(created).build();
    }

    @PATCH
    @Path("{name}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Change a user's password or role; sessions opened before are over within half a minute")
    public User change(@PathParam("name") String name, Change change) {
        return users.change(caller.get(), name, change.password(), change.role());
    }
}
