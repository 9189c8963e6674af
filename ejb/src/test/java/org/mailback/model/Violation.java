package org.mailback.model;

/** A promise is broken, and nothing may catch this on its way. */
final class Violation extends AssertionError {

    private static final long serialVersionUID = 1L;

    Violation(String text) {
        super(text);
    }
}
