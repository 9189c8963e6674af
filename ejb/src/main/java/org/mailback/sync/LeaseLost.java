package org.mailback.sync;

import jakarta.ejb.ApplicationException;

/** Somebody else holds the lane now; whatever this holder still wanted to write is discarded. */
@ApplicationException(rollback = true)
public class LeaseLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLost(Lease lease) {
        super("account " + lease.accountId() + ": lease " + lease.number() + " is over");
    }
}
