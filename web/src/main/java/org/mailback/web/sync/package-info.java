/**
 * The write-back over HTTP: operations that wait or failed, and the administrator's verbs for them.
 *
 * <p>Imports admin, mailbox, operation (its kinds and classes), session and problem.
 *
 * <p>Decision: users see their own operations, only administrators retry and discard: a discard changes what a user sees.
 */
@NullMarked
package org.mailback.web.sync;

import org.jspecify.annotations.NullMarked;
