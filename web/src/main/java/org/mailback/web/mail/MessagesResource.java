package org.mailback.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MessageContent;
import org.mailback.mailbox.MessageContent.Attachment;
import org.mailback.mailbox.MessageContent.Download;
import org.mailback.mailbox.MessageContent.Html;
import org.mailback.mailbox.MessageContent.Opened;
import org.mailback.mailbox.MessageView;
import org.mailback.mailbox.Messages;
import org.mailback.mailbox.Page;
import org.mailback.operation.OperationView;
import org.mailback.web.problem.Query;
import org.mailback.web.session.CurrentCaller;

/** One message, opened. */
@Path("messages")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mail")
public class MessagesResource {

    @Inject
    Messages messages;

    @Inject
    MessageContent content;

    @Inject
    CurrentCaller caller;

    /**
     * A message in full.
     *
     * @param html made harmless, null if there is none or if {@code html=false} asked to leave it out
     * @param imagesBlocked images from elsewhere are left out; ask again with {@code images=true} to see them
     * @param complete false if the message has more parts or text than are shown
     * @param contentProblem why html, text and attachments are missing, else null
     */
    public record FullMessage(
            long id,
            long accountId,
            long folderId,
            @Nullable String messageId,
            String from,
            String to,
            String cc,
            String subject,
            Instant date,
            long size,
            boolean seen,
            String sync,
            @Nullable String html,
            boolean hasHtml,
            @Nullable String text,
            boolean imagesBlocked,
            boolean complete,
            @Nullable String contentProblem,
            List<Attachment> attachments,
            List<OperationView> operations) {

        static FullMessage of(MessageView message, Opened opened, List<OperationView> operations) {
            return new FullMessage(
                    message.id(),
                    message.accountId(),
                    message.folderId(),
                    message.messageId(),
                    message.from(),
                    opened.to(),
                    opened.cc(),
                    message.subject(),
                    message.date(),
                    message.size(),
                    message.seen(),
                    message.sync(),
                    opened.html(),
                    opened.hasHtml(),
                    opened.text(),
                    opened.imagesBlocked(),
                    opened.complete(),
                    opened.problem(),
                    opened.attachments(),
                    operations);
        }
    }

    @GET
    @Operation(
            summary = "Some messages by their ids, separated by commas; those that are not the caller's are left out")
    public Page<MessageView> some(@QueryParam("ids") @Nullable String ids) {
        return new Page<>(messages.some(caller.get(), Query.numbers("ids", ids)), null);
    }

    @GET
    @Path("{id}")
    @Operation(
            summary =
                    "One message; its HTML is sanitised, images from elsewhere are blocked until images=true asks for them, "
                            + "html=false leaves it out")
    public FullMessage view(
            @PathParam("id") long id,
            @QueryParam("images") @Nullable String images,
            @QueryParam("html") @Nullable String html) {
        var message = messages.view(caller.get(), id);
        var opened = content.open(caller.get(), id, html(Query.flag("html", html), Query.flag("images", images)));
        return FullMessage.of(message, opened, messages.operations(id));
    }

    private static Html html(@Nullable Boolean wanted, @Nullable Boolean remoteImages) {
        if (Boolean.FALSE.equals(wanted)) {
            return Html.LEFT_OUT;
        }
        return Boolean.TRUE.equals(remoteImages) ? Html.WITH_REMOTE_IMAGES : Html.WITHOUT_REMOTE_IMAGES;
    }

    @GET
    @Path("{id}/body")
    @Produces(BodyPage.MEDIA_TYPE)
    @FramedBody
    @Operation(
            summary = "What one message says, as a page for a sandboxed frame; images=true shows images from elsewhere")
    public String body(@PathParam("id") long id, @QueryParam("images") @Nullable String images) {
        return BodyPage.of(content.body(caller.get(), id, Boolean.TRUE.equals(Query.flag("images", images))));
    }

    @GET
    @Path("{id}/attachments/{part: [0-9]+(\\.[0-9]+)*}")
    @Produces(MediaType.WILDCARD)
    @Operation(summary = "One part of a message as a file")
    public Response attachment(@PathParam("id") long id, @PathParam("part") String part) {
        var download = content.download(caller.get(), id, part);
        StreamingOutput body = output -> {
            try (var octets = download.content()) {
                octets.transferTo(output);
            }
        };
        return Response.ok(body, download.type())
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition(download))
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .build();
    }

    /** Always to be saved, never to be shown: a hostile file must not become a page of this site (RFC 6266). */
    static String disposition(Download download) {
        var plain = download.name().replaceAll("[^A-Za-z0-9._ -]", "_");
        var encoded = URLEncoder.encode(download.name(), StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded.replace("*", "%2A");
    }
}
