/**
 * What has just changed, told to the browsers that look: a transaction fires a {@link org.mailback.event.Change}, which
 * travels over a JMS topic to the hub of every node after the commit.
 *
 * <p>Imports {@code platform} only; all who change something import it, and {@code web} reads the hub. A change carries ids and
 * counts, never content: it means "look again", so losing one is harmless as long as the reader is told.
 *
 * <p>Decision: messages of the topic are numbered, so that a hub notices a gap and tells every reader to read anew.
 * Rejected: durable subscriptions, which would keep what nobody needs after a restart.
 */
@NullMarked
package org.mailback.event;

import org.jspecify.annotations.NullMarked;
