package org.mailback.provider.imap;

import java.io.IOException;
import org.eclipse.angus.mail.iap.Protocol;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;

/**
 * One response of the server, of which only the beginning is read: a number where there is one, and the key behind it. Angus has a
 * class for that which finds out that a key is no number by an exception, whose stack trace costs more than all other reading.
 */
final class Reply extends Response {

    private final long number;
    private final String key;

    /**
     * Reads the next one.
     *
     * @throws ProtocolException if it is no response at all; it was read to its end
     */
    Reply(Protocol protocol) throws IOException, ProtocolException {
        super(protocol);
        var first = hasKey() ? atom() : "";
        boolean numbered = !first.isEmpty() && first.charAt(0) >= '0' && first.charAt(0) <= '9';
        number = numbered ? Numbers.parse(first) : 0;
        key = numbered ? atom() : first;
    }

    private boolean hasKey() {
        return isUnTagged() && !isStatus();
    }

    /** Angus tells null at the end. */
    private String atom() {
        var atom = readAtom();
        return atom == null ? "" : atom;
    }

    boolean isStatus() {
        return isOK() || isNO() || isBAD() || isBYE();
    }

    /** @param name in any case; no status has any */
    boolean is(String name) {
        return key.equalsIgnoreCase(name);
    }

    /** Before the key, as in {@code 23 EXISTS}; 0 if there is none. */
    long number() {
        return number;
    }

    /** What comes behind the key, or behind the status; may be read again and again. */
    String rest() {
        return new Response(this).getRest();
    }
}
