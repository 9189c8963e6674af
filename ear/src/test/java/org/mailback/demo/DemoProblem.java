package org.mailback.demo;

/** Something that whoever started the demo can put right; the message says what. */
final class DemoProblem extends RuntimeException {

    DemoProblem(String message) {
        super(message);
    }

    DemoProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
