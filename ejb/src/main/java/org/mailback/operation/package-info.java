/**
 * The promise to the provider: pending operations, how they are queued, replaced, listed and settled.
 *
 * <p>Imports {@code platform} only.
 *
 * <p>Decision: an operation is not marked when it is claimed; its lane says up to which number operations are in flight.
 * A later wish takes slot 1 behind one in flight, so that a unique index allows one wish a slot. Rejected: a claimed flag on
 * every row, which doubles the writes of a drain.
 */
@NullMarked
package org.mailback.operation;

import org.jspecify.annotations.NullMarked;
