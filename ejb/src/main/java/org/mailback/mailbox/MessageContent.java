package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MailboxProblem.Kind;
import org.mailback.mailbox.mime.MimeDocument;
import org.mailback.mailbox.mime.Part;
import org.mailback.mailbox.mime.SafeHtml;

/**
 * What a message says. It is fetched from the provider when it is first opened, outside any transaction, and kept from then
 * on. While the provider cannot give it, the rest of the message can still be seen.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MessageContent {

    private static final int MOST_EMBEDDED = 5_000_000;
    private static final Set<String> IMAGES = Set.of("image/png", "image/gif", "image/jpeg", "image/webp", "image/bmp");

    @Inject
    Messages messages;

    @Inject
    ProviderGate provider;

    /**
     * A message that was opened.
     *
     * @param html made harmless; null if there is none, or if it was not asked for
     * @param hasHtml whether there is any
     * @param imagesBlocked whether images from elsewhere are left out
     * @param complete false if the message has more parts or text than are shown
     * @param problem why nothing can be shown at the moment, else null
     */
    public record Opened(
            String to,
            String cc,
            @Nullable String html,
            boolean hasHtml,
            @Nullable String text,
            List<Attachment> attachments,
            boolean imagesBlocked,
            boolean complete,
            @Nullable String problem) {}

    /**
     * A part that is not the text itself.
     *
     * @param part its path, as the address of the download wants it
     * @param size in octets
     */
    public record Attachment(String part, String name, String type, long size) {}

    /** One part as a file. */
    public record Download(String name, String type, InputStream content) {}

    /**
     * What a reader is shown of a message.
     *
     * @param html made harmless, null if there is none: then the text is shown
     * @param text null if there is none
     * @param complete false if the message has more than is shown
     */
    public record Body(@Nullable String html, @Nullable String text, boolean complete) {}

    /** What to do with a message's HTML. */
    public enum Html {
        LEFT_OUT,
        WITHOUT_REMOTE_IMAGES,
        WITH_REMOTE_IMAGES
    }

    /** @throws MailboxProblem {@code not_found} */
    public Opened open(Caller caller, long id, Html html) {
        messages.view(caller, id);
        try {
            return opened(document(id), html);
        } catch (MailboxProblem e) {
            return new Opened(messages.recipients(id), "", null, false, null, List.of(), false, false, e.getMessage());
        }
    }

    /** @throws MailboxProblem {@code not_found}, or why the provider does not give it */
    public Body body(Caller caller, long id, boolean remoteImages) {
        messages.view(caller, id);
        var document = document(id);
        var images = new EmbeddedImages(document.attachments());
        var unsafe = document.unsafeHtml();
        var html = unsafe == null ? null : new SafeHtml(remoteImages, images::address).clean(unsafe);
        return new Body(html, document.text(), document.complete());
    }

    /** @throws MailboxProblem {@code not_found}, or why the provider does not give it */
    public Download download(Caller caller, long id, String path) {
        messages.view(caller, id);
        var part = document(id)
                .part(path)
                .orElseThrow(() -> new MailboxProblem(Kind.NOT_FOUND, "message " + id + " has no part " + path));
        return new Download(part.name(), part.type(), part.open());
    }

    private MimeDocument document(long id) {
        var kept = messages.keptContent(id);
        var raw = kept.orElseGet(() -> provider.content(id));
        if (kept.isEmpty()) {
            messages.keepContent(id, raw);
        }
        return MimeDocument.read(raw);
    }

    private static Opened opened(MimeDocument document, Html wanted) {
        var attachments = document.attachments();
        var images = new EmbeddedImages(attachments);
        var safe = new SafeHtml(
                wanted == Html.WITH_REMOTE_IMAGES, wanted == Html.LEFT_OUT ? contentId -> null : images::address);
        var unsafe = document.unsafeHtml();
        var html = unsafe == null ? null : safe.clean(unsafe);
        return new Opened(
                document.header("To"),
                document.header("Cc"),
                wanted == Html.LEFT_OUT ? null : html,
                html != null,
                document.text(),
                attachments.stream()
                        .map(part -> new Attachment(part.path(), part.name(), part.type(), part.size()))
                        .toList(),
                safe.blockedImages(),
                document.complete(),
                null);
    }

    /**
     * Images that the HTML refers to by Content-ID (RFC 2392) travel within it, as far as there is room. No address of ours
     * would do for the rest: the frame that shows the HTML may load nothing from here, and has no session.
     */
    private static final class EmbeddedImages {
        private final Map<String, Part> parts = new HashMap<>();
        private final Map<String, String> addresses = new HashMap<>();
        private int room = MOST_EMBEDDED;

        EmbeddedImages(List<Part> attachments) {
            for (var part : attachments) {
                var contentId = part.contentId();
                if (contentId != null && IMAGES.contains(part.type())) {
                    parts.putIfAbsent(contentId.toLowerCase(Locale.ROOT), part);
                }
            }
        }

        @Nullable
        String address(String contentId) {
            var key = contentId.toLowerCase(Locale.ROOT);
            var part = parts.get(key);
            return part == null ? null : addresses.computeIfAbsent(key, any -> address(part));
        }

        private @Nullable String address(Part part) {
            var octets = part.octets(room + 1);
            if (octets.length > room) {
                return null;
            }
            room -= octets.length;
            return "data:" + part.type() + ";base64," + Base64.getEncoder().encodeToString(octets);
        }
    }
}
