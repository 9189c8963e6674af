package org.mailback.mailbox.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A message taken apart. A message within the message stays an attachment. */
public final class MimeDocument {

    static final int DEEPEST = 20;
    static final int MOST_PARTS = 1_000;
    private static final int LONGEST_HEADER = 64_000;
    private static final int MOST_TEXT = 2_000_000;

    private final List<Part> bodies = new ArrayList<>();
    private final List<Part> attachments = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> htmls = new ArrayList<>();
    private final MimeMessage message;
    private int parts;
    private int room = MOST_TEXT;
    private boolean complete = true;

    private MimeDocument(MimeMessage message) {
        this.message = message;
    }

    /** @throws IllegalArgumentException if these octets are no message at all */
    public static MimeDocument read(byte[] raw) {
        try {
            var message = new BoundedMessage(new SharedByteArrayInputStream(raw));
            var document = new MimeDocument(message);
            document.walk(new Part("", message), 0, false);
            return document;
        } catch (MessagingException e) {
            throw new IllegalArgumentException("not a message: " + e.getMessage(), e);
        }
    }

    private static final class BoundedMessage extends MimeMessage {

        BoundedMessage(InputStream raw) throws MessagingException {
            super(Session.getInstance(new Properties()), raw);
        }

        @Override
        protected InternetHeaders createInternetHeaders(InputStream source) {
            return Headers.read(source, LONGEST_HEADER);
        }
    }

    private void walk(Part part, int depth, boolean alternative) {
        parts++;
        if (parts > MOST_PARTS) {
            complete = false;
            return;
        }
        var children = part.isMultipart() && depth < DEEPEST ? children(part.source()) : List.<MimePart>of();
        if (children.isEmpty()) {
            leaf(part.path().isEmpty() ? new Part("1", part.source()) : part, alternative);
            return;
        }
        boolean chooses = part.type().equals("multipart/alternative") || (alternative && part.isMultipart());
        for (int i = 0; i < children.size(); i++) {
            var path = part.path().isEmpty() ? String.valueOf(i + 1) : part.path() + "." + (i + 1);
            walk(new Part(path, children.get(i)), depth + 1, chooses);
        }
    }

    private void leaf(Part part, boolean alternative) {
        if (!part.isBody()) {
            attachments.add(part);
            return;
        }
        bodies.add(part);
        var text = part.text(room + 1);
        complete &= text.length() <= room;
        text = text.substring(0, Math.min(text.length(), room));
        room -= text.length();
        if (part.type().equals("text/html")) {
            htmls.add(text);
            return;
        }
        texts.add(text);
        if (!alternative) {
            htmls.add("<pre>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</pre>");
        }
    }

    /** What cannot be split is one part. */
    private List<MimePart> children(MimePart source) {
        try {
            var multipart = new BoundedMultipart(source.getDataHandler().getDataSource(), MOST_PARTS);
            var children = multipart.children();
            complete &= !multipart.full();
            return children;
        } catch (MessagingException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** The plain text, of all parts that belong to the message itself; null if there is none. */
    public @Nullable String text() {
        return texts.isEmpty() ? null : String.join("\n", texts).replace("\r\n", "\n");
    }

    /** The HTML as it was sent, which nobody may see before it is made harmless; null if there is none. */
    public @Nullable String unsafeHtml() {
        boolean any = bodies.stream().anyMatch(part -> part.type().equals("text/html"));
        return any ? String.join("\n", htmls) : null;
    }

    /** Everything that is not the text itself, in the message's order. */
    public List<Part> attachments() {
        return List.copyOf(attachments);
    }

    public Optional<Part> part(String path) {
        return java.util.stream.Stream.concat(attachments.stream(), bodies.stream())
                .filter(part -> part.path().equals(path))
                .findFirst();
    }

    /** False if the message has more parts, or more text, than are shown. */
    public boolean complete() {
        return complete;
    }

    /** All headers of this name, decoded and joined by commas; empty if there is none. */
    public String header(String name) {
        try {
            return Texts.header(message.getHeader(name, ", "));
        } catch (MessagingException e) {
            return "";
        }
    }
}
