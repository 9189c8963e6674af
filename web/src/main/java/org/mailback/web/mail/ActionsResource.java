package org.mailback.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.mailback.admin.OperationFilter;
import org.mailback.admin.Remedies;
import org.mailback.admin.Remedy;
import org.mailback.mailbox.ActionResult;
import org.mailback.mailbox.MessageActions;
import org.mailback.mailbox.Messages;
import org.mailback.mailbox.Selection;
import org.mailback.mailbox.SingleActions;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.OperationView;
import org.mailback.web.problem.Problem;
import org.mailback.web.session.CurrentCaller;

/** What a user does with messages: one, many, or a whole folder. All of it answers before the provider knows. */
@Path("messages")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Actions")
public class ActionsResource {

    @Inject
    SingleActions singles;

    @Inject
    MessageActions actions;

    @Inject
    Messages messages;

    @Inject
    Remedies remedies;

    @Inject
    CurrentCaller caller;

    /**
     * Either {@code ids}, or {@code folder} with {@code upTo}.
     *
     * @param action mark-read, mark-unread, trash, restore or delete
     * @param upTo the newest message that the client saw in the folder: what arrived later stays as it is
     * @param answerIds whether the answer lists what changed, as whoever offers to undo a whole folder needs
     */
    public record Bulk(
            @Nullable String action,
            @Nullable List<Long> ids,
            @Nullable Long folder,
            @Nullable Long upTo,
            @Nullable List<Long> exceptIds,
            @Nullable Boolean answerIds) {}

    @POST
    @Path("{id}/mark-read")
    @Operation(summary = "Mark one message read")
    public ActionResult markRead(@PathParam("id") long id) {
        return one(OperationKind.MARK_READ, id);
    }

    @POST
    @Path("{id}/mark-unread")
    @Operation(summary = "Mark one message unread")
    public ActionResult markUnread(@PathParam("id") long id) {
        return one(OperationKind.MARK_UNREAD, id);
    }

    @POST
    @Path("{id}/trash")
    @Operation(summary = "Move one message to the trash")
    public ActionResult trash(@PathParam("id") long id) {
        return one(OperationKind.TRASH, id);
    }

    @POST
    @Path("{id}/restore")
    @Operation(summary = "Move one message from the trash back to where it was")
    public ActionResult restore(@PathParam("id") long id) {
        return one(OperationKind.RESTORE, id);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Delete one message for ever; there is no undo")
    public ActionResult delete(@PathParam("id") long id) {
        return one(OperationKind.DELETE, id);
    }

    @POST
    @Path("bulk")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "One action on many messages, or on all of a folder that the client saw")
    public ActionResult bulk(Bulk bulk) {
        var result = actions.apply(caller.get(), kind(bulk.action()), selection(bulk));
        return Boolean.TRUE.equals(bulk.answerIds()) ? result : result.withoutIds();
    }

    @POST
    @Path("{id}/retry")
    @Operation(summary = "Try again what failed at the provider; what did not fail stays as it is")
    public Remedies.Verdict retry(@PathParam("id") long id) {
        return remedies.apply(caller.get(), Remedy.RETRY, failedOf(id));
    }

    @POST
    @Path("{id}/discard")
    @Operation(summary = "Give up what failed at the provider: the message shows what the provider has")
    public Remedies.Verdict discard(@PathParam("id") long id) {
        return remedies.apply(caller.get(), Remedy.DISCARD, failedOf(id));
    }

    private OperationFilter failedOf(long id) {
        messages.view(caller.get(), id);
        return OperationFilter.failed(messages.operations(id).stream()
                .filter(operation -> operation.status().equals(OperationStatus.FAILED.code()))
                .map(OperationView::id)
                .toList());
    }

    private ActionResult one(OperationKind kind, long id) {
        var result = singles.apply(caller.get(), kind, id);
        for (var refusal : result.refused()) {
            if (refusal.reason().equals("deleted")) {
                throw Problem.of(409, "conflict", "message " + id + " was deleted for ever")
                        .exception();
            }
            throw Problem.notFound("there is no message " + id).exception();
        }
        return result.withoutIds();
    }

    static OperationKind kind(@Nullable String action) {
        if (action == null) {
            throw Problem.badRequest("action is missing").exception();
        }
        var code = action.toLowerCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(OperationKind.values())
                .filter(kind -> kind.code().equals(code))
                .findFirst()
                .orElseThrow(() ->
                        Problem.badRequest("action must be one of " + actions()).exception());
    }

    private static String actions() {
        return Arrays.stream(OperationKind.values())
                .map(kind -> kind.code().replace('_', '-'))
                .collect(Collectors.joining(", "));
    }

    static Selection selection(Bulk bulk) {
        var ids = bulk.ids();
        var folder = bulk.folder();
        if (ids != null && folder == null) {
            return new Selection.Ids(complete("ids", ids));
        }
        if (ids != null || folder == null) {
            throw Problem.badRequest("send either ids, or folder with upTo").exception();
        }
        if (bulk.upTo() == null) {
            throw Problem.badRequest("upTo is missing: the id of the newest message seen in the folder")
                    .exception();
        }
        var except = bulk.exceptIds() == null ? List.<Long>of() : bulk.exceptIds();
        return new Selection.WholeFolder(folder, bulk.upTo(), complete("exceptIds", except));
    }

    private static List<Long> complete(String name, List<Long> ids) {
        if (ids.stream().anyMatch(Objects::isNull)) {
            throw Problem.badRequest(name + " must hold whole numbers only").exception();
        }
        return ids;
    }
}
