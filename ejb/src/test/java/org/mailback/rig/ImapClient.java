package org.mailback.rig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The second client of the tests ("C2"): sees what the server really holds, and changes it as another mail program
 * would. Every call uses a connection of its own and its own SELECT, so that nothing is cached.
 */
public final class ImapClient {

    private static final DateTimeFormatter INTERNAL_DATE =
            DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final DateTimeFormatter FETCHED_DATE_FORMAT =
            DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern FETCHED_UID = Pattern.compile("\\bUID (\\d+)");
    private static final Pattern FETCHED_FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final Pattern FETCHED_DATE = Pattern.compile("INTERNALDATE \"([^\"]+)\"");
    private static final Pattern FETCHED_ID = Pattern.compile("(?i)Message-ID:\\s*(\\S+)");
    private static final Pattern APPENDED = Pattern.compile("APPENDUID \\d+ ([\\d:,]+)");
    private static final Pattern LISTED = Pattern.compile("\\* LIST \\(([^)]*)\\) (?:NIL|\"(?:\\\\?.)\") (.+)");

    private static final int AT_ONCE = 5_000;

    private final String host;
    private final int port;
    private final String user;
    private final String password;

    public ImapClient(String host, int port, String user, String password) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /** A message as the server holds it; {@code messageId} keeps its angle brackets and is empty where there is none. */
    public record Held(long uid, String messageId, Set<String> flags, Instant internalDate) {
        public boolean seen() {
            return flags.contains("\\Seen");
        }

        public boolean deleted() {
            return flags.contains("\\Deleted");
        }
    }

    /** What to append: an RFC 822 text with its flags and the date the server shall remember. */
    public record Mail(String text, Set<String> flags, Instant internalDate) {
        public static Mail withId(String messageId) {
            return new Mail("""
                    From: Anna Muster <anna@example.org>
                    To: alice@example.org
                    Subject: Test %1$s
                    Date: Mon, 02 Nov 2026 10:00:00 +0000
                    Message-ID: %1$s
                    MIME-Version: 1.0
                    Content-Type: text/plain; charset=utf-8

                    Hello.
                    """.formatted(messageId), Set.of(), Instant.parse("2026-11-02T10:00:00Z"));
        }

        public Mail text(String value) {
            return new Mail(value, flags, internalDate);
        }

        public Mail flags(String... values) {
            return new Mail(text, new TreeSet<>(List.of(values)), internalDate);
        }

        public Mail internalDate(Instant value) {
            return new Mail(text, flags, value);
        }

        byte[] bytes() {
            return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Appends a plain unread message; returns its UID. */
    public long append(String folder, String messageId) {
        return append(folder, Mail.withId(messageId));
    }

    public long append(String folder, Mail mail) {
        return append(folder, List.of(mail)).get(0);
    }

    /** Appends in one session; returns the UIDs in order, 0 where the server has no UIDPLUS. */
    public List<Long> append(String folder, Collection<Mail> mails) {
        try (var session = session()) {
            if (mails.size() > 1
                    && session.run("CAPABILITY").get(0).matches("(?=.* MULTIAPPEND\\b)(?=.* LITERAL\\+).*")) {
                return inPortions(session, folder, List.copyOf(mails));
            }
            var uids = new ArrayList<Long>();
            for (var mail : mails) {
                var ok = session.append("APPEND " + quoted(folder) + " " + attributes(mail), mail.bytes());
                uids.addAll(appended(ok, 1));
            }
            return uids;
        }
    }

    /** A server answers a command only when it has stored all of it, which must not take longer than a session waits. */
    private static List<Long> inPortions(ImapSession session, String folder, List<Mail> mails) {
        var uids = new ArrayList<Long>();
        for (var from = 0; from < mails.size(); from += AT_ONCE) {
            uids.addAll(appendAtOnce(session, folder, mails.subList(from, Math.min(from + AT_ONCE, mails.size()))));
        }
        return uids;
    }

    /** One command for all (RFC 3502), because a server may take 20 ms for each. */
    private static List<Long> appendAtOnce(ImapSession session, String folder, Collection<Mail> mails) {
        var command = new ByteArrayOutputStream();
        command.writeBytes(("APPEND " + quoted(folder)).getBytes(StandardCharsets.UTF_8));
        for (var mail : mails) {
            var bytes = mail.bytes();
            var before = " " + attributes(mail) + " {" + bytes.length + "+}\r\n";
            command.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
            command.writeBytes(bytes);
        }
        return appended(session.whole(command.toByteArray(), "APPEND " + folder), mails.size());
    }

    private static String attributes(Mail mail) {
        var date = INTERNAL_DATE.format(mail.internalDate().atOffset(ZoneOffset.UTC));
        return "(" + String.join(" ", mail.flags()) + ") \"" + date + "\"";
    }

    private static List<Long> appended(String ok, int count) {
        var set = APPENDED.matcher(ok);
        if (!set.find()) {
            return Collections.nCopies(count, 0L);
        }
        return Stream.of(set.group(1).split(","))
                .map(range -> range.split(":"))
                .flatMap(ends -> LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                        .boxed())
                .toList();
    }

    public List<Held> messages(String folder) {
        try (var session = session()) {
            session.run("EXAMINE " + quoted(folder));
            return session.run("UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])").stream()
                    .filter(line -> line.startsWith("* ") && line.contains(" FETCH ") && line.contains("INTERNALDATE"))
                    .map(ImapClient::held)
                    .toList();
        }
    }

    /** The only message with this Message-ID in the folder; fails when there is none or more than one. */
    public Held message(String folder, String messageId) {
        var found = messages(folder).stream()
                .filter(held -> held.messageId().equals(messageId))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(messageId + " is " + found.size() + " times in " + folder);
        }
        return found.get(0);
    }

    public int count(String folder, String messageId) {
        return (int) messages(folder).stream()
                .filter(held -> held.messageId().equals(messageId))
                .count();
    }

    /** How often each Message-ID exists on the whole server (invariant I1), copies marked \Deleted included. */
    public Map<String, Integer> copies() {
        var copies = new TreeMap<String, Integer>();
        folders().forEach(folder -> messages(folder).forEach(held -> copies.merge(held.messageId(), 1, Integer::sum)));
        return copies;
    }

    /** Names as on the wire, in modified UTF-7. */
    public List<String> folders() {
        try (var session = session()) {
            return session.run("LIST \"\" \"*\"").stream()
                    .map(LISTED::matcher)
                    .filter(listed -> listed.matches()
                            && !listed.group(1).toLowerCase(Locale.ROOT).contains("\\noselect"))
                    .map(listed -> unquoted(listed.group(2)))
                    .toList();
        }
    }

    public long uidValidity(String folder) {
        return status(folder, "UIDVALIDITY");
    }

    public long uidNext(String folder) {
        return status(folder, "UIDNEXT");
    }

    /** For example {@code store("INBOX", 7, "+FLAGS (\\Flagged)")}. */
    public void store(String folder, long uid, String change) {
        in(folder, "UID STORE " + uid + " " + change);
    }

    /** Removes exactly this message, as UIDPLUS allows. */
    public void expunge(String folder, long uid) {
        in(folder, "UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE " + uid);
    }

    public void move(String folder, long uid, String target) {
        in(folder, "UID MOVE " + uid + " " + quoted(target));
    }

    public void create(String folder) {
        run("CREATE " + quoted(folder));
    }

    public void delete(String folder) {
        run("DELETE " + quoted(folder));
    }

    public void rename(String folder, String name) {
        run("RENAME " + quoted(folder) + " " + quoted(name));
    }

    /** The owner's own rights, for example {@code lr} for a folder that can only be read (RFC 4314). */
    public void rights(String folder, String rights) {
        run("SETACL " + quoted(folder) + " owner " + rights);
    }

    /** Any commands in one session without a selected folder; the untagged lines of all. */
    public List<String> run(String... commands) {
        try (var session = session()) {
            var lines = new ArrayList<String>();
            for (var command : commands) {
                lines.addAll(session.run(command));
            }
            return lines;
        }
    }

    /** Any commands in one session with the folder selected for writing; the untagged lines of all. */
    public List<String> in(String folder, String... commands) {
        var all = new ArrayList<String>(List.of("SELECT " + quoted(folder)));
        all.addAll(List.of(commands));
        return run(all.toArray(String[]::new));
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String unquoted(String text) {
        return text.startsWith("\"") ? text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1") : text;
    }

    private long status(String folder, String item) {
        var line = run("STATUS " + quoted(folder) + " (" + item + ")").stream()
                .filter(answer -> answer.startsWith("* STATUS"))
                .findFirst()
                .orElseThrow();
        var value = Pattern.compile(item + " (\\d+)").matcher(line);
        if (!value.find()) {
            throw new AssertionError(line);
        }
        return Long.parseLong(value.group(1));
    }

    private static Held held(String line) {
        var date = OffsetDateTime.parse(first(FETCHED_DATE, line).strip(), FETCHED_DATE_FORMAT);
        var flags = SPACE.splitAsStream(first(FETCHED_FLAGS, line))
                .filter(flag -> !flag.isEmpty() && !flag.equals("\\Recent"))
                .collect(Collectors.toCollection(TreeSet::new));
        var id = FETCHED_ID.matcher(line);
        return new Held(
                Long.parseLong(first(FETCHED_UID, line)), id.find() ? id.group(1) : "", flags, date.toInstant());
    }

    private static String first(Pattern pattern, String line) {
        var found = pattern.matcher(line);
        if (!found.find()) {
            throw new AssertionError(pattern + " not in " + line);
        }
        return found.group(1);
    }

    private ImapSession session() {
        try {
            return new ImapSession(host, port, user, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
