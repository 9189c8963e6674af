/**
 * The engine: one lease an account, under which its operations are claimed, applied and settled, and its folders fetched.
 *
 * <p>Imports {@code mailbox}, {@code operation} and {@code provider}. Nobody imports this package: a timer, JMS and events drive it.
 *
 * <p>Decision: waiting operations go before and between slices of a fetch, so that what is uncertain is resolved before a
 * fetch could mistake half a move for new mail, and no import delays a click. Rejected: fetch first, push afterwards.
 */
@NullMarked
package org.mailback.sync;

import org.jspecify.annotations.NullMarked;
