package org.mailback.provider.imap;

/**
 * How much a server may send.
 *
 * @param response octets in one response, its literals included
 * @param answer octets in all responses to one command
 * @param responses number of responses to one command
 */
record Bounds(int response, long answer, int responses) {

    /** Enough for greeting, capabilities and signing in; whoever answers there may be no mail server at all. */
    static final Bounds STRANGER = new Bounds(64 * 1024, 512 * 1024, 1_000);
}
