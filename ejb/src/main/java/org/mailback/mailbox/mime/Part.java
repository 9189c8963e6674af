package org.mailback.mailbox.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One leaf of a message's tree.
 *
 * @param path as IMAP numbers it (RFC 9051, 6.4.5): {@code 1}, or {@code 2.1}
 */
public record Part(String path, MimePart source) {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,100}");
    private static final String UNKNOWN = "application/octet-stream";
    private static final int LONGEST_NAME = 150;

    /** The media type in lower case without parameters, {@code application/octet-stream} where it makes no sense. */
    public String type() {
        var type = contentType().map(Part::baseType).orElse("text/plain");
        return TYPE.matcher(type).matches() ? type : UNKNOWN;
    }

    private static String baseType(ContentType type) {
        return type.getBaseType().toLowerCase(Locale.ROOT);
    }

    /** Empty if there is none; one that cannot be parsed counts as an unknown type. */
    private Optional<ContentType> contentType() {
        var header = header("Content-Type");
        if (header == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ContentType(MimeUtility.unfold(header)));
        } catch (MessagingException e) {
            var cut = header.split(";", 2)[0].strip().split("/", 2);
            return Optional.of(
                    cut.length == 2
                            ? new ContentType(cut[0], cut[1], null)
                            : new ContentType("application", "octet-stream", null));
        }
    }

    boolean isMultipart() {
        return type().startsWith("multipart/");
    }

    /** A text that belongs to the message itself and is no file. */
    boolean isBody() {
        return (type().equals("text/plain") || type().equals("text/html"))
                && !"attachment".equals(disposition())
                && givenName() == null;
    }

    private String disposition() {
        var header = header("Content-Disposition");
        return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The Content-ID without its angle brackets. */
    public @Nullable String contentId() {
        var header = header("Content-ID");
        return header == null ? null : header.strip().replaceAll("^<|>$", "");
    }

    /** A file name that is safe to save under: one line, no folders, not too long. */
    public String name() {
        var given = givenName();
        var name = lastPart(Texts.printable(given == null ? "" : given))
                .replaceAll("[<>:\"|?*]", "_")
                .replaceAll("^[. ]+|[. ]+$", "");
        if (name.length() > LONGEST_NAME) {
            int dot = name.lastIndexOf('.');
            var ending = dot > 0 && name.length() - dot <= 12 ? name.substring(dot) : "";
            name = Texts.printable(name.substring(0, LONGEST_NAME - ending.length())) + ending;
        }
        return name.isEmpty() ? "part-" + path + (type().equals("message/rfc822") ? ".eml" : "") : name;
    }

    /** Without folders, and short enough for patterns that take the square of its length. */
    private static String lastPart(String path) {
        var name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return name.length() <= 2 * LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME) + name.substring(name.length() - LONGEST_NAME);
    }

    private @Nullable String givenName() {
        try {
            var name = source.getFileName();
            return name == null || name.isBlank() ? null : Texts.header(name);
        } catch (MessagingException e) {
            return contentType()
                    .map(type -> type.getParameter("name"))
                    .map(Texts::header)
                    .orElse(null);
        }
    }

    /** The decoded content. */
    public InputStream open() {
        try {
            return decoded(raw());
        } catch (MessagingException e) {
            return new ByteArrayInputStream(new byte[0]);
        }
    }

    private InputStream raw() throws MessagingException {
        if (source instanceof MimeBodyPart part) {
            return part.getRawInputStream();
        }
        return ((MimeMessage) source).getRawInputStream();
    }

    private InputStream decoded(InputStream raw) throws MessagingException {
        var header = header("Content-Transfer-Encoding");
        var encoding = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "base64" -> new LenientBase64(raw);
            case "quoted-printable" -> new LenientQuotedPrintable(raw);
            case "x-uuencode", "x-uue", "uuencode" -> new Uuencoded(raw);
            default -> raw;
        };
    }

    /** Counts the decoded octets. */
    public long size() {
        try (var content = open()) {
            return content.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            return 0;
        }
    }

    /** @return at most so many octets, from the beginning */
    public byte[] octets(int most) {
        try (var content = open()) {
            return content.readNBytes(most);
        } catch (IOException e) {
            return rawOctets(most);
        }
    }

    private byte[] rawOctets(int most) {
        try (var content = raw()) {
            return content.readNBytes(most);
        } catch (MessagingException e) {
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(int mostOctets) {
        return Texts.decode(
                octets(mostOctets),
                contentType().map(type -> type.getParameter("charset")).orElse(null));
    }

    private @Nullable String header(String name) {
        try {
            return source.getHeader(name, null);
        } catch (MessagingException e) {
            return null;
        }
    }
}
