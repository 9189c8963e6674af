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
 *
 * <p>Decision: a click costs two transactions, claim and settle with release. Where many lanes wait, a worker claims some at
 * once and settles together what was applied, with 10,000 accounts of one operation each in half a transaction an operation
 * instead of eleven; who hangs at a server leaves the others to its colleagues ({@link Workbench}). Rejected: a transaction for
 * each of claim, address, settle, next batch and release; to look only among the first 256 lanes that are due (12 ms a claim
 * instead of half a millisecond).
 *
 * <p>Decision: what is committed within five milliseconds after a hint shares the next one, whose taker claims and settles
 * these lanes together; a worker who leaves several on the bench calls one colleague of his node, who calls the next and claims
 * nothing else. What is applied within five milliseconds after a settlement shares the next one as well: it costs hardly more for
 * several lanes. With eight clients on 200 accounts these two took a third of PostgreSQL's work, and p99 went from 36 to 23 ms.
 * Rejected: one hint "somebody waits" for all of them, to which one worker came where sixteen were needed (200 accounts with 100
 * ms a round trip: 4.7 s instead of 1.4); to wait longer before a claim or a settlement (25 to 60 ms), which saved no more; that
 * whoever was called to help looks for waiting lanes as well, in vain nearly always, a transaction for every second click.
 *
 * <p>Decision: a batch is 10,000 operations, and a fifth of it that is plainly done is settled by other threads while the provider
 * works on the next, two at a time; they share the lane's lock ({@link Meanwhile}). Ten thousand of one account are marked as read
 * at 0.80 of the rate of the bare commands with their updates behind them, and trashed at 1.07. Rejected: batches of 5,000 (37,000 a
 * second marked as read instead of 47,000), and nothing settled meanwhile (half of the commands' rate). What is not plainly done (a
 * refusal, a move whose new place is not told) waits for the end of the batch, since settling it writes into the lane, and two
 * who share a lock and both want more wait for each other. Rejected: to claim the next batch before this one is settled, which
 * would have it sent by places that a move in this one has changed.
 *
 * <p>Decision: a settlement does not wait for the disk, a claim does. What PostgreSQL loses in a crash are the latest transactions,
 * and a lost settlement is one before which the node has crashed: its lane is still claimed, and whoever claims it next probes.
 * Rejected: claims that do not wait, since what is in flight must be known to whoever clicks meanwhile.
 *
 * <p>Decision: clicks are written back as soon as there is a worker, also when the node has no CPU left for more clicks. Rejected,
 * with eight clients on 200 accounts of a server that answers at once: to call a colleague only while fewer work than there are
 * cores (fewer clicks, p99 27 to 37 ms instead of 22 to 29), and with it one hint a second for all (half as many clicks more,
 * but 28 to 41 ms, as 200 lanes then come at once); a second between two turns of an account (a quarter more, 31 to 41 ms); to
 * let a lane lie for 0.3 s and claim what is ripe every 50 ms (a quarter more, p99 as before: it saves what the same few
 * accounts get meanwhile, and nothing where every click is another account's); to call the colleague inside the node instead of by
 * JMS, or none at all (no difference, side by side).
 *
 * <p>Decision: what settles a batch names messages and folders and does not join the operations, of which PostgreSQL believes
 * that there are none: a plan from then took 2.5 s for 1,000 moves in the middle of 10,000. For the same reason a claim and a
 * settlement tell PostgreSQL to go by indexes (15 ms a batch of 1,000 before, 6 now). They do so wherever they run, since a plan
 * stays with its connection: where one release, that after a fetch, did not, its plan read all that was pending for every lane
 * that this connection released later (54 ms a settlement with 10,000 pending). An EXISTS forgets its order, and with
 * it which index: asked so whether a lane has more to do, all that was pending was read for each lane (7 ms a release with
 * 10,000 pending). A folder is looked up by its id alone, which PostgreSQL remembers: with the message's UID in the condition
 * it looked for each message again, 9 ms for 1,600.
 */
@NullMarked
package org.mailback.sync;

import org.jspecify.annotations.NullMarked;
