/**
 * Mailback over HTTP: JSON resources below {@code /api}, in folders named like the pages that call them.
 *
 * <p>Imports mailbox, operation, admin and platform, never sync: a request only records what the user wants. Calling the
 * provider inside a request was rejected because the user would wait for it.
 */
@NullMarked
package org.mailback.web;

import org.jspecify.annotations.NullMarked;
