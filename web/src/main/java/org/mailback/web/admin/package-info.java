/**
 * Resources for administrators only: the sync console and users.
 *
 * <p>Imports mailbox (its users), admin, session, problem, and the words and filters of {@code web.sync}.
 *
 * <p>Decision: every class here carries {@code @RolesAllowed}; what users may call as well lives beside the users' pages.
 */
@NullMarked
package org.mailback.web.admin;

import org.jspecify.annotations.NullMarked;
