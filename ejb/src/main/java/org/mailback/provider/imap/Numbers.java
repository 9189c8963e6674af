package org.mailback.provider.imap;

import org.jspecify.annotations.Nullable;

/** Numbers as servers send them. */
final class Numbers {

    private Numbers() {}

    /** The number, or 0 for what is none: a server's nonsense must not end the conversation. */
    static long parse(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 18) {
            return 0;
        }
        for (var i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return 0;
            }
        }
        return Long.parseLong(text);
    }
}
