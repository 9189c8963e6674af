package org.mailback.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Three folders and as much of IMAP as it takes to read, mark, move and delete their messages. */
public final class SmallMailbox {

    private static final Pattern NAME = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern UIDS = Pattern.compile("(?:UID )?(?:STORE|FETCH|MOVE|COPY|EXPUNGE|UID) ([0-9:,*]+)");

    /** One message in one folder. */
    private static final class Mail {
        private final String subject;
        private boolean seen;
        private boolean deleted;

        Mail(String subject, boolean seen) {
            this.subject = subject;
            this.seen = seen;
        }
    }

    private final Map<String, TreeMap<Long, Mail>> folders = new TreeMap<>();
    private final Map<String, Long> next = new TreeMap<>();

    SmallMailbox() {
        for (var folder : List.of("INBOX", "Trash", "Archive")) {
            folders.put(folder, new TreeMap<>());
            next.put(folder, 1L);
        }
    }

    public synchronized SmallMailbox deliver(String folder, String... subjects) {
        for (var subject : subjects) {
            add(folder, new Mail(subject, false));
        }
        return this;
    }

    private long add(String folder, Mail mail) {
        long uid = next.merge(folder, 1L, Long::sum) - 1;
        folders.get(folder).put(uid, mail);
        return uid;
    }

    /** Of every message: its folder and its subject, and whether it was read. */
    public synchronized List<String> census() {
        var census = new ArrayList<String>();
        folders.forEach((folder, mails) ->
                mails.values().forEach(mail -> census.add(folder + "/" + mail.subject + (mail.seen ? " (read)" : ""))));
        return census;
    }

    Session session() {
        return new Session();
    }

    /** One client's connection. */
    final class Session {
        private String selected = "";

        List<String> answer(String tag, String command) {
            synchronized (SmallMailbox.this) {
                var lines = new ArrayList<String>();
                if (command.equals(LyingServer.GREETING)) {
                    return List.of("* OK small");
                }
                lines.addAll(untagged(command));
                var failed = !lines.isEmpty() && lines.get(lines.size() - 1).startsWith("NO ");
                lines.add(tag + " " + (failed ? lines.remove(lines.size() - 1) : "OK done"));
                return lines;
            }
        }

        private List<String> untagged(String command) {
            var verb = command.startsWith("UID ") ? command.split(" ")[1] : command.split(" ")[0];
            return switch (verb) {
                case "CAPABILITY" -> List.of("* CAPABILITY IMAP4rev1 UIDPLUS MOVE");
                case "LIST" -> list(command);
                case "SELECT" -> select(name(command));
                case "STATUS" ->
                    List.of("* STATUS \"" + name(command) + "\" (UIDNEXT " + next.get(name(command)) + ")");
                case "FETCH" -> fetch(command);
                case "SEARCH" -> List.of("* SEARCH" + search(command));
                case "STORE" -> store(command);
                case "MOVE" -> move(command);
                case "EXPUNGE" -> expunge(command);
                default -> List.of();
            };
        }

        private List<String> list(String command) {
            return folders.keySet().stream()
                    .filter(folder -> command.endsWith("\"*\"") || command.endsWith('"' + folder + '"'))
                    .map(folder -> "* LIST () \"/\" \"" + folder + '"')
                    .toList();
        }

        private List<String> select(String folder) {
            if (!folders.containsKey(folder)) {
                return List.of("NO [NONEXISTENT] no " + folder);
            }
            selected = folder;
            return List.of(
                    "* " + folders.get(folder).size() + " EXISTS",
                    "* OK [UIDVALIDITY 7]",
                    "* OK [UIDNEXT " + next.get(folder) + "]");
        }

        private String search(String command) {
            var found = new StringBuilder();
            each(command, (uid, mail) -> {
                var wanted = command.endsWith(" SEEN")
                        ? mail.seen
                        : command.endsWith(" UNSEEN")
                                ? !mail.seen
                                : command.endsWith(" DELETED")
                                        ? mail.deleted
                                        : !command.contains("HEADER") || command.contains("<" + mail.subject + "@x>");
                if (wanted) {
                    found.append(' ').append(uid);
                }
            });
            return found.toString();
        }

        private List<String> fetch(String command) {
            var lines = new ArrayList<String>();
            each(command, (uid, mail) -> {
                var text = "Subject: " + mail.subject + "\r\n\r\nHello\r\n";
                var piece = command.contains("<0.") ? text : "";
                lines.add(
                        command.contains("BODY")
                                ? "* 1 FETCH (UID " + uid + " BODY[] {" + piece.length() + "}\r\n" + piece + ")"
                                : "* 1 FETCH (UID " + uid + " FLAGS (" + (mail.seen ? "\\Seen" : "")
                                        + ") INTERNALDATE \"01-Feb-2026 10:00:00 +0000\" RFC822.SIZE 100 ENVELOPE (NIL \""
                                        + mail.subject + "\" NIL NIL NIL NIL NIL NIL NIL \"<" + mail.subject
                                        + "@x>\"))");
            });
            return lines;
        }

        private List<String> store(String command) {
            var on = command.contains("+FLAGS");
            each(command, (uid, mail) -> {
                mail.seen = command.contains("\\Seen") ? on : mail.seen;
                mail.deleted = command.contains("\\Deleted") ? on : mail.deleted;
            });
            return List.of();
        }

        private List<String> move(String command) {
            var target = name(command);
            if (!folders.containsKey(target)) {
                return List.of("NO [TRYCREATE] no " + target);
            }
            var moved = new TreeMap<Long, Long>();
            each(command, (uid, mail) -> {
                folders.get(selected).remove(uid);
                moved.put(uid, add(target, mail));
            });
            return moved.isEmpty()
                    ? List.of()
                    : List.of("* OK [COPYUID 7 " + joined(moved.keySet()) + " " + joined(moved.values()) + "]");
        }

        private List<String> expunge(String command) {
            each(command, (uid, mail) -> {
                if (mail.deleted) {
                    folders.get(selected).remove(uid);
                }
            });
            return List.of();
        }

        private void each(String command, BiConsumer<Long, Mail> action) {
            var set = UIDS.matcher(command);
            var mails = folders.getOrDefault(selected, new TreeMap<>());
            if (set.find()) {
                new TreeMap<>(mails).forEach((uid, mail) -> {
                    if (within(set.group(1), uid)) {
                        action.accept(uid, mail);
                    }
                });
            }
        }
    }

    private static boolean within(String set, long uid) {
        for (var range : set.split(",")) {
            var ends = range.replace("*", "4294967295").split(":");
            if (Long.parseLong(ends[0]) <= uid && uid <= Long.parseLong(ends[ends.length - 1])) {
                return true;
            }
        }
        return false;
    }

    private static String joined(Iterable<Long> uids) {
        var texts = new ArrayList<String>();
        uids.forEach(uid -> texts.add(Long.toString(uid)));
        return texts.stream().collect(Collectors.joining(","));
    }

    private static String name(String command) {
        var name = NAME.matcher(command);
        return name.find() ? name.group(1) : "";
    }
}
