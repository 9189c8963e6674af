package org.mailback.sync;

/**
 * The right to work alone on one account for a while.
 *
 * @param number the fencing token: a holder whose number is not the lane's any more has lost it
 */
record Lease(long accountId, long number) {}
