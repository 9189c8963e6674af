package org.mailback.model;

/** What goes wrong at the next occasion of its sort: a call of the provider, a write to it, or a commit of a worker. */
enum Fault {
    NOT_SENT(Occasion.CALL),
    THROTTLED(Occasion.CALL),
    AUTHENTICATION_REFUSED(Occasion.CALL),
    UNEXPECTED(Occasion.CALL),
    TRY_AGAIN(Occasion.WRITE),
    TRY_AGAIN_YET_DONE(Occasion.WRITE),
    REFUSED(Occasion.WRITE),
    UNKNOWN_NOTHING_DONE(Occasion.WRITE),
    UNKNOWN_HALF_DONE(Occasion.WRITE),
    UNKNOWN_YET_DONE(Occasion.WRITE),
    UNEXPECTED_YET_DONE(Occasion.WRITE),
    DATABASE_BEFORE_COMMIT(Occasion.COMMIT),
    DATABASE_AFTER_COMMIT(Occasion.COMMIT),
    CRASH_BEFORE_COMMIT(Occasion.COMMIT),
    CRASH_AFTER_COMMIT(Occasion.COMMIT);

    enum Occasion {
        CALL,
        WRITE,
        COMMIT
    }

    private final Occasion occasion;

    Fault(Occasion occasion) {
        this.occasion = occasion;
    }

    boolean comesAt(Occasion now) {
        return occasion == now || (occasion == Occasion.CALL && now == Occasion.WRITE);
    }
}
