/**
 * The administrator's view: what waits and failed, and why; failed operations retried or discarded, one or a hundred
 * thousand; accounts paused and resumed; every such action written down.
 *
 * <p>Imports {@code mailbox}, {@code operation} and {@code platform}. Users see the same of their own accounts.
 *
 * <p>Decision: discarding is a merge (the local value becomes the server's), not a second kind of action. Rejected: an
 * operation that undoes another one, which could fail again.
 */
@NullMarked
package org.mailback.admin;

import org.jspecify.annotations.NullMarked;
