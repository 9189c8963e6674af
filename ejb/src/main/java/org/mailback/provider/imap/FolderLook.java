package org.mailback.provider.imap;

import java.util.Locale;

/** Questions about folders that are not open. */
final class FolderLook {

    private final ImapConnection connection;

    FolderLook(ImapConnection connection) {
        this.connection = connection;
    }

    /** What the names of the user's own folders begin with (RFC 2342), mostly nothing. */
    String personalPrefix() {
        if (!connection.has("NAMESPACE")) {
            return "";
        }
        return connection.look("NAMESPACE").get(0).untagged().stream()
                .filter(response -> response.is("NAMESPACE"))
                .map(response -> Tokens.string(Tokens.list(Tokens.list(Tokens.of(response.rest()), 0), 0), 0))
                .map(prefix -> prefix == null ? "" : FolderNames.decoded(prefix))
                .findFirst()
                .orElse("");
    }

    /** Whether the folder exists and can be opened; true when in doubt. */
    boolean listed(String folder) {
        var answer =
                connection.look("LIST \"\" " + FolderNames.argument(folder)).get(0);
        return !answer.ok()
                || answer.untagged().stream()
                        .filter(response -> response.is("LIST"))
                        .map(response -> response.rest().toLowerCase(Locale.ROOT))
                        .anyMatch(text -> !text.contains("\\noselect") && !text.contains("\\nonexistent"));
    }

    /** The lowest UID that the next message in a folder that is not open can get; 1 if the server does not tell. */
    long uidNext(String folder) {
        var answer = connection
                .look("STATUS " + FolderNames.argument(folder) + " (UIDNEXT)")
                .get(0);
        return answer.untagged().stream()
                .filter(response -> response.is("STATUS"))
                .map(response -> Tokens.string(Tokens.list(Tokens.of(response.rest()), 1), 1))
                .mapToLong(Numbers::parse)
                .filter(next -> next > 0)
                .findFirst()
                .orElse(1);
    }
}
