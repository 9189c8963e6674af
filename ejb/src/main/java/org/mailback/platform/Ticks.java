package org.mailback.platform;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The work of a timer, which must not end with an exception: the container would repeat it at once, and the next tick is soon
 * enough. What is wrong is told once, however many ticks it lasts, and once that it is over.
 */
public final class Ticks {

    private static final String DATABASE = "database";

    private final Logger log;
    private final String what;
    private @Nullable String wrong;

    /** @param what as a log line begins, for example "Looking for due accounts" */
    public Ticks(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    public synchronized void tick(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            tell(e);
            return;
        }
        if (wrong != null) {
            wrong = null;
            log.infof("%s works again", what);
        }
    }

    private void tell(RuntimeException failure) {
        var trouble = DatabaseTrouble.in(failure);
        var now = trouble == null ? failure.getClass().getName() : DATABASE;
        if (now.equals(wrong)) {
            return;
        }
        wrong = now;
        if (trouble == null) {
            log.warnf(failure, "%s failed; tried again at every tick, and told when it works again", what);
        } else {
            log.warnf(
                    "%s has to wait for the database; tried again at every tick, and told when it works again: %s",
                    what, trouble);
        }
    }
}
