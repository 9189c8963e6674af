package org.mailback.crash;

/** The node is dead: nothing catches this, and whatever it still tries fails as well. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where, null, false, false);
    }
}
