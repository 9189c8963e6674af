package org.mailback.provider.imap;

import java.io.IOException;

/** The server sends more than any honest answer has; the connection is of no use any more. Says what there was too much of. */
final class TooMuch extends IOException {

    private static final long serialVersionUID = 1L;

    TooMuch(String message) {
        super(message);
    }
}
