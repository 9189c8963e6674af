/**
 * What the application stands on: configuration, schema migration, SQL, secrets, health, metrics, timers. Nothing about mail.
 *
 * <p>Imports no other package of Mailback; every other package may import it.
 *
 * <p>Decision: configuration is read once into one validated record. Rejected: injected properties all over the code,
 * because a wrong value would then show itself when it is first used.
 *
 * <p>Decision: the statements of a short transaction travel together ({@link org.mailback.platform.Trip}): a click is one trip and its
 * commit instead of four, a claim one instead of two, a settlement two instead of six. And what tells PostgreSQL how to plan goes
 * before the first of them, which was planned anew every time: 0.2 ms, twice as long as it ran. A click is at the provider after 2.7
 * instead of 3.4 ms, and eight clients on 200 accounts do a third more clicks. Rejected: functions in the database, where
 * neither the plans are tested nor two versions of the application get along; parameters whose size PostgreSQL cannot see, so that
 * it keeps its first plan: made while a table is small, that one reads all of it until the table is analyzed. Hibernate runs what goes
 * alone.
 */
@NullMarked
package org.mailback.platform;

import org.jspecify.annotations.NullMarked;
