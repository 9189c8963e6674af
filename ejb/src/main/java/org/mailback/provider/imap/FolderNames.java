package org.mailback.provider.imap;

import org.eclipse.angus.mail.imap.protocol.BASE64MailboxDecoder;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;

/** Folder names on the wire are in modified UTF-7 (RFC 3501, 5.1.3); everywhere else they are text. */
final class FolderNames {

    private static final int LONGEST = 500;

    private FolderNames() {}

    /** The name as text; one that is not properly encoded stays as it was sent. */
    static String decoded(String wire) {
        try {
            var text = BASE64MailboxDecoder.decode(wire);
            return encoded(text).equals(wire) ? text : wire;
        } catch (IndexOutOfBoundsException e) { // what the decoder makes of half an encoded character
            return wire;
        }
    }

    static String encoded(String text) {
        return BASE64MailboxEncoder.encode(text);
    }

    /** As an argument of a command. */
    static String argument(String text) {
        return quoted(encoded(text));
    }

    /** Some servers send names that they did not encode, and want them back like that. */
    static String unencodedArgument(String text) {
        return quoted(text);
    }

    static boolean same(String one, String other) {
        return one.equals(other) || one.equalsIgnoreCase("INBOX") && other.equalsIgnoreCase("INBOX");
    }

    /** A quoted string (RFC 9051, 4.3); only for text without line breaks. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Whether a folder of this name can be asked for again, and be told from others where it is stored. */
    static boolean usable(String wire) {
        return !wire.isEmpty() && wire.length() <= LONGEST && wire.chars().noneMatch(c -> c < ' ' || c == 127);
    }

    /** Whether the text can stand in a quoted string at all. */
    static boolean quotable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }
}
