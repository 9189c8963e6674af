package org.mailback.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MessageView;
import org.mailback.mailbox.Messages;
import org.mailback.mailbox.Page;
import org.mailback.web.problem.Query;
import org.mailback.web.session.CurrentCaller;

/** What is in a folder. */
@Path("folders")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mail")
public class FoldersResource {

    @Inject
    Messages messages;

    @Inject
    CurrentCaller caller;

    @GET
    @Path("{id}/messages")
    @Operation(summary = "Messages, the newest first; offset jumps into the list, q searches sender and subject")
    public Page<MessageView> messages(
            @PathParam("id") long id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("offset") @Nullable String offset,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("unread") @Nullable String unread,
            @QueryParam("q") @Nullable String search) {
        var filter = new Messages.Filter(
                Query.text(cursor),
                Query.text(offset) == null ? null : Query.small("offset", offset, 0),
                Query.small("limit", limit, Messages.BY_DEFAULT),
                Query.flag("unread", unread),
                search);
        return messages.list(caller.get(), id, filter);
    }
}
