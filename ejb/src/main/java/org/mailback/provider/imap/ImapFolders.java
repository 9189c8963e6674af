package org.mailback.provider.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.FolderRole;
import org.mailback.provider.RemoteFolder;

/**
 * The folders of an account. A role comes from SPECIAL-USE (RFC 6154); where the server tells none, from well-known names.
 * No role is given twice.
 */
final class ImapFolders {

    private static final int MOST = 20_000;

    private static final Map<String, FolderRole> SPECIAL_USE = Map.of(
            "\\trash", FolderRole.TRASH,
            "\\archive", FolderRole.ARCHIVE,
            "\\sent", FolderRole.SENT,
            "\\drafts", FolderRole.DRAFTS,
            "\\junk", FolderRole.JUNK);

    /** In the order of preference, in lower case. */
    private static final Map<FolderRole, List<String>> WELL_KNOWN = Map.of(
            FolderRole.TRASH,
            List.of(
                    "trash",
                    "deleted items",
                    "deleted messages",
                    "deleted",
                    "bin",
                    "papierkorb",
                    "gel\u00f6schte elemente",
                    "gel\u00f6schte objekte",
                    "corbeille",
                    "\u00e9l\u00e9ments supprim\u00e9s",
                    "papelera",
                    "elementos eliminados",
                    "cestino",
                    "posta eliminata",
                    "prullenbak",
                    "verwijderde items",
                    "lixeira",
                    "itens exclu\u00eddos",
                    "kosz",
                    "papperskorgen",
                    "papirkurv",
                    "ko\u0161",
                    "roskakori"),
            FolderRole.ARCHIVE,
            List.of("archive", "archives", "archiv", "archivio", "archief", "archivo", "arquivo"),
            FolderRole.SENT,
            List.of(
                    "sent",
                    "sent items",
                    "sent messages",
                    "sent mail",
                    "gesendet",
                    "gesendete elemente",
                    "gesendete objekte",
                    "envoy\u00e9s",
                    "messages envoy\u00e9s",
                    "enviados",
                    "elementos enviados",
                    "inviati",
                    "posta inviata",
                    "verzonden",
                    "verzonden items"),
            FolderRole.DRAFTS,
            List.of("drafts", "draft", "entw\u00fcrfe", "brouillons", "borradores", "bozze", "concepten", "rascunhos"),
            FolderRole.JUNK,
            List.of("junk", "spam", "junk e-mail", "junk email", "bulk mail", "junk-e-mail", "ind\u00e9sirables"));

    private final ImapConnection connection;

    ImapFolders(ImapConnection connection) {
        this.connection = connection;
    }

    private record Listed(String name, @Nullable String delimiter, Set<String> attributes) {

        boolean selectable() {
            return !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent");
        }

        /** The last part of the name where it lies at the top or one level below, else the whole name. */
        String plainName() {
            var name = this.name.toLowerCase(Locale.ROOT);
            if (delimiter == null || delimiter.isEmpty()) {
                return name;
            }
            var first = name.indexOf(delimiter);
            return first >= 0 && first == name.lastIndexOf(delimiter) ? name.substring(first + 1) : name;
        }
    }

    /** @throws CommandRefused if the server does not list, or more than anybody has */
    List<RemoteFolder> list() {
        var extended = connection.has("SPECIAL-USE") && connection.has("LIST-EXTENDED");
        var listed = new ArrayList<Listed>();
        connection.look("LIST \"\" \"*\"" + (extended ? " RETURN (SPECIAL-USE)" : ""), response -> {
            if (response.is("LIST")) {
                var values = Tokens.of(response.rest());
                var name = Tokens.string(values, 2);
                if (listed.size() == MOST) {
                    throw new CommandRefused(Answer.without(
                            Answer.Status.UNKNOWN, "the server lists more than " + MOST + " folders", List.of()));
                }
                if (name != null && FolderNames.usable(name)) {
                    listed.add(new Listed(FolderNames.decoded(name), Tokens.string(values, 1), attributes(values)));
                }
            }
        });
        listed.removeIf(folder -> !folder.selectable());
        return withRoles(listed);
    }

    private static Set<String> attributes(List<?> values) {
        var attributes = new HashSet<String>();
        for (var attribute : Tokens.list(values, 0)) {
            attributes.add(String.valueOf(attribute).toLowerCase(Locale.ROOT));
        }
        return attributes;
    }

    private static List<RemoteFolder> withRoles(List<Listed> listed) {
        var folders = new ArrayList<RemoteFolder>();
        var names = new HashSet<String>();
        var given = EnumSet.noneOf(FolderRole.class);
        for (var folder : listed) {
            if (names.add(folder.name())) {
                var role = specialUse(folder);
                var first = role != FolderRole.NONE && given.add(role);
                folders.add(new RemoteFolder(folder.name(), first ? role : FolderRole.NONE, first));
            }
        }
        for (var role : WELL_KNOWN.keySet()) {
            if (!given.contains(role)) {
                byName(role, listed, folders);
            }
        }
        return folders;
    }

    private static FolderRole specialUse(Listed folder) {
        if (folder.name().equalsIgnoreCase("INBOX")) {
            return FolderRole.INBOX;
        }
        return folder.attributes().stream()
                .map(attribute -> SPECIAL_USE.getOrDefault(attribute, FolderRole.NONE))
                .filter(role -> role != FolderRole.NONE)
                .findFirst()
                .orElse(FolderRole.NONE);
    }

    /** Of several folders that may have the role, the one with the name that is preferred. */
    private static void byName(FolderRole role, List<Listed> listed, List<RemoteFolder> folders) {
        var known = WELL_KNOWN.getOrDefault(role, List.of());
        var candidates = new TreeMap<Integer, RemoteFolder>();
        for (var folder : listed) {
            var rank = known.indexOf(folder.plainName());
            if (rank >= 0) {
                candidates.computeIfAbsent(rank, any -> new RemoteFolder(folder.name(), FolderRole.NONE, false));
            }
        }
        for (var plain : candidates.values()) {
            var at = folders.indexOf(plain);
            if (at >= 0) {
                folders.set(at, new RemoteFolder(plain.name(), role, false));
                return;
            }
        }
    }
}
