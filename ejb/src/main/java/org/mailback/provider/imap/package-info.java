/**
 * IMAP (RFC 3501 and 9051 with UIDPLUS, MOVE, CONDSTORE, SPECIAL-USE, ESEARCH where offered) as a mail provider.
 *
 * <p>Promises: UID commands only, UIDVALIDITY compared after every SELECT, one outcome an item that is proven by a look at the
 * server and not by a tagged OK. Imports {@code provider}, {@code operation}'s value types, {@code platform} and Angus Mail.
 *
 * <p>Decision: Angus' protocol layer for connecting, signing in and framing, raw commands above it. Rejected: Angus' Store
 * and Folder, which send sequence numbers, pipeline nothing, and throw after the server has acted.
 *
 * <p>Decision: a change of flags in a folder that is open is sent at once, with the SELECT that proves the folder's UIDVALIDITY
 * behind it in the same flight: one round trip instead of two. Rejected: STATUS instead of SELECT, which Dovecot answers from
 * the folder that is open; the same for moves, which must not be done to a folder that nobody sees any more.
 */
@NullMarked
package org.mailback.provider.imap;

import org.jspecify.annotations.NullMarked;
