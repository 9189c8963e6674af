package org.mailback.model;

/** The process ends here: nothing of it runs any more, no finally block and no commit. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where, null, false, false);
    }
}
