package org.mailback.provider.imap;

import java.util.Locale;

/**
 * The code in brackets that may begin the text of a status response (RFC 9051, 7.1; RFC 5530).
 *
 * @param name in capitals, empty where there is none
 * @param argument what follows the name within the brackets, or empty
 */
record ResponseCode(String name, String argument) {

    static final ResponseCode NONE = new ResponseCode("", "");

    /** @param text what follows OK, NO, BAD or BYE */
    static ResponseCode in(String text) {
        var start = text.stripLeading();
        var end = start.indexOf(']');
        if (!start.startsWith("[") || end < 0) {
            return NONE;
        }
        var inside = start.substring(1, end).strip();
        var space = inside.indexOf(' ');
        return space < 0
                ? new ResponseCode(inside.toUpperCase(Locale.ROOT), "")
                : new ResponseCode(
                        inside.substring(0, space).toUpperCase(Locale.ROOT),
                        inside.substring(space + 1).strip());
    }

    boolean is(String... names) {
        for (var candidate : names) {
            if (name.equals(candidate)) {
                return true;
            }
        }
        return false;
    }

    boolean isMissing() {
        return name.isEmpty();
    }

    /** The argument as a number, or 0. */
    long number() {
        return Numbers.parse(argument);
    }
}
