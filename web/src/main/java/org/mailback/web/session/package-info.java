/**
 * Who calls: signing in, the session, who may call what, and which requests browsers may send.
 *
 * <p>Imports mailbox (its users), problem and platform.
 *
 * <p>Decision: Jakarta Security with a mechanism of its own, so that LDAP is one more identity store and OIDC another
 * mechanism. Rejected: a container's login form, which cannot answer problem+json.
 */
@NullMarked
package org.mailback.web.session;

import org.jspecify.annotations.NullMarked;
