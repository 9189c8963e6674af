/**
 * The webmail's resources: accounts, folders, messages, and the actions on them.
 *
 * <p>Imports mailbox, operation (its kinds), session and problem.
 *
 * <p>Decision: resources translate HTTP and nothing else; the read models of mailbox are the answers. Rejected: a second set
 * of records for REST, which would only repeat them.
 */
@NullMarked
package org.mailback.web.mail;

import org.jspecify.annotations.NullMarked;
