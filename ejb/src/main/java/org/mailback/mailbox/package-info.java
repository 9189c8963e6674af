/**
 * What the user sees: accounts, folders, messages, and the actions on them. An action commits the local change and its
 * pending operation together and never waits for a provider.
 *
 * <p>Imports {@code operation} and {@code platform}. What it needs of the outside world it asks for through the interface
 * {@link org.mailback.mailbox.ProviderGate}, which {@code sync} implements.
 *
 * <p>Decision: a single action is a bulk action over one id. Rejected: entity by entity changes, 30 times slower for 10,000 messages.
 *
 * <p>Decision: actions on single messages that come at the same time share a transaction ({@link org.mailback.platform.GroupCommit}):
 * eight clients on one account do 1,000 a second instead of 430. It takes only what nobody has locked, since one account's lock
 * must not hold up everybody's clicks. Rejected: a group for each user, which helps nobody but a benchmark with one; a group
 * for each kind of action (four clients that mark as read beside four that mark as unread: p99 33 ms instead of 20); a group
 * that waits for locks. Whoever meets a locked account comes again with the next groups before he waits for it with others:
 * where all wait at once, half of what eight clients ask of one account comes in vain first (a tenth to a fifth fewer clicks, side
 * by side, and 18 ms instead of 17 for p99 on 200 accounts).
 *
 * <p>Decision: a search asks the index of words for the folder's last two months first, whose months are keys in it, and for the
 * whole account if they do not fill the page; if they hold very much, it looks through the newest messages one by one. A
 * page of a word that a thousand messages have takes 22 ms instead of 52 with four clients at once, and 29 instead of 231 when
 * nothing is in memory. Rejected: the newest 60 and 250 one by one before the index, to learn how common a word is; always the whole account (80 ms and more for
 * a word that one message in forty has); the folder in the index, which every move would write anew.
 */
@NullMarked
package org.mailback.mailbox;

import org.jspecify.annotations.NullMarked;
