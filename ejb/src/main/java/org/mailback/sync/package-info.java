/**
 * The engine: one lease an account, under which its operations are claimed, applied and settled, and its folders fetched.
 *
 * <p>Imports {@code mailbox}, {@code operation} and {@code provider}. Nobody imports this package: a timer, JMS and events drive it.
 *
 * <p>Decision: waiting operations go before and between slices of a fetch, so that what is uncertain is resolved before a
 * fetch could mistake half a move for new mail, and no import delays a click. Rejected: fetch first, push afterwards.
 *
 * <p>Decision: a slice of an import asks once whether anything in its range is known or lost, and merges only then. Rejected:
 * merging every slice, half of the database's time for 100,000 messages; storing the index of words without its list of pending
 * entries, four times as slow (40,000 rows: 11.4 s instead of 2.9 s), or with a longer one, no faster and slower to search.
 */
@NullMarked
package org.mailback.sync;

import org.jspecify.annotations.NullMarked;
