/**
 * Resources for administrators only.
 *
 * <p>Imports mailbox (its users), admin, session and problem.
 *
 * <p>Decision: every class here carries {@code @RolesAllowed}; what users may call as well lives beside the users' pages.
 */
@NullMarked
package org.mailback.web.admin;

import org.jspecify.annotations.NullMarked;
