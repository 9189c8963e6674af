/**
 * Mailback over HTTP: JSON resources below {@code /api}, in folders named like the pages that call them.
 *
 * <p>Imports mailbox, operation, admin and platform, never sync: a request only records what the user wants. Calling the
 * provider inside a request was rejected because the user would wait for it.
 *
 * <p>Decision: a kept connection is made ready for its next request by its I/O thread ({@link org.mailback.web.EndOfRequests}).
 * On two cores that are busy, an I/O thread that waits in a loop for the request's thread took 6 to 15 % of the node's CPU; eight
 * clients did 841 clicks a second instead of 689, side by side.
 */
@NullMarked
package org.mailback.web;

import org.jspecify.annotations.NullMarked;
