package org.mailback.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import org.mailback.mailbox.AccountDraft;
import org.mailback.mailbox.AccountView;
import org.mailback.mailbox.Accounts;
import org.mailback.mailbox.Folders;
import org.mailback.mailbox.Folders.FolderView;
import org.mailback.mailbox.Page;
import org.mailback.web.session.CurrentCaller;

/** The caller's mail accounts. */
@Path("accounts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mail")
public class AccountsResource {

    @Inject
    Accounts accounts;

    @Inject
    Folders folders;

    @Inject
    CurrentCaller caller;

    @GET
    @Operation(summary = "The caller's mail accounts with their state")
    public Page<AccountView> list() {
        return new Page<>(accounts.list(caller.get()), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Connect a mail account: tries the login first, then starts the import")
    public Response connect(AccountDraft draft, @Context UriInfo here) {
        var connected = accounts.connect(caller.get(), draft);
        var address = here.getAbsolutePathBuilder().path(Long.toString(connected.id()));
        return Response.created(address.build()).entity(connected).build();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One mail account")
    public AccountView view(@PathParam("id") long id) {
        return accounts.view(caller.get(), id);
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Change what is sent; tries the login first if that changes, then ends every pause")
    public AccountView change(@PathParam("id") long id, AccountDraft draft) {
        return accounts.change(caller.get(), id, draft);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Forget the account and its password; what waited for the provider is cancelled")
    public void disconnect(@PathParam("id") long id) {
        accounts.disconnect(caller.get(), id);
    }

    @POST
    @Path("{id}/sync")
    @Operation(summary = "Fetch and push as soon as may be")
    public Response sync(@PathParam("id") long id) {
        accounts.syncNow(caller.get(), id);
        return Response.accepted().build();
    }

    @POST
    @Path("{id}/resync")
    @Operation(summary = "Read everything anew at the provider, and push; what waits for the provider is kept")
    public Response resync(@PathParam("id") long id) {
        accounts.resync(caller.get(), id);
        return Response.accepted().build();
    }

    @GET
    @Path("{id}/folders")
    @Operation(summary = "Folders with role, total and unread")
    public Page<FolderView> folders(@PathParam("id") long id) {
        return new Page<>(folders.list(caller.get(), id), null);
    }
}
