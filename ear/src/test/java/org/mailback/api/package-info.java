/**
 * The REST API as clients see it, against the built EAR.
 *
 * <p>Imports the rig and {@code server}.
 *
 * <p>Decision: every test makes its own user and mailbox, so that tests share one server and no state.
 */
@NullMarked
package org.mailback.api;

import org.jspecify.annotations.NullMarked;
