package org.mailback.sync;

import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.mailback.platform.DatabaseTrouble;

/** A transaction that the database rolled back for another's sake is repeated: that costs less than probing. */
final class Repeats {

    private static final Logger LOG = Logger.getLogger(Repeats.class);
    private static final int MOST = 3;

    private Repeats() {}

    static <T> T of(Lease lease, Supplier<T> result) {
        for (int repeats = 0; ; repeats++) {
            try {
                return result.get();
            } catch (RuntimeException e) {
                if (repeats == MOST || !DatabaseTrouble.isRolledBackForOthers(e)) {
                    throw e;
                }
                LOG.infof("Account %d: the result is written once more: %s", lease.accountId(), e.getMessage());
            }
        }
    }
}
