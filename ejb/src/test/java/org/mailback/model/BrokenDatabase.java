package org.mailback.model;

/** What a bean sees when the database goes away at its commit. */
final class BrokenDatabase extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenDatabase(String when) {
        super("the database is gone, " + when);
    }
}
