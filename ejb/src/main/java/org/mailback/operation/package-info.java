/**
 * The promise to the provider: pending operations, how they are queued, replaced, listed and settled.
 *
 * <p>Imports {@code platform} only.
 *
 * <p>Decision: an operation is not marked when it is claimed; its lane says up to which number operations are in flight.
 * A later wish takes slot 1 behind one in flight, so that a unique index allows one wish a slot. Rejected: a claimed flag on
 * every row, which doubles the writes of a drain.
 *
 * <p>Decision: a lane is locked by a statement of its own, and only the one after it reads what was wished before, because a
 * statement that waited for the lock still sees what was before. Numbering, writing and waking are one statement where nothing
 * was wished yet. Rejected: one statement with the lock in it (loses wake-ups), and an EXISTS over what is pending, which
 * PostgreSQL answers by reading all of it, 5.9 ms of CPU a click and growing instead of 0.8; nor a join with the lanes, which it
 * reads whole to have them in their order (15 ms a click with 20,000 accounts instead of 0.3).
 *
 * <p>Decision: messages are looked up before they are numbered. Rejected: numbering while looking up, for which PostgreSQL read all
 * messages there are in the order of their accounts, as soon as it was told to go by indexes (1,480 buffers for one click on a
 * message that has an operation waiting, in a table of 32,000 messages, and growing with it).
 *
 * <p>Decision: what is settled keeps one foreign key, to its message, with which it goes. PostgreSQL looks each key up, and locks
 * what it names, for every row that moves from one partition to another: four microseconds a key, and account and user were a
 * third of what a settled operation cost. They were checked when it was queued; a user is never deleted.
 *
 * <p>What only works inside the caller's transaction is a plain bean: the container's way to an enterprise bean, twenty interceptors a
 * call, was a fifth of a node's samples under clicks. {@link org.mailback.platform.Sql} refuses to work without a transaction.
 */
@NullMarked
package org.mailback.operation;

import org.jspecify.annotations.NullMarked;
