/**
 * Mailback on a real WildFly: the server that Arquillian shares, and further nodes that a test may kill or freeze.
 *
 * <p>Separate from the rig, because the rig knows nothing of WildFly. Testing classes instead of the EAR that was built was
 * rejected: the packaging is part of the promise.
 */
@NullMarked
package org.mailback.server;

import org.jspecify.annotations.NullMarked;
