/**
 * What the application stands on: configuration, schema migration, SQL, secrets, health, metrics, timers. Nothing about mail.
 *
 * <p>Imports no other package of Mailback; every other package may import it.
 *
 * <p>Decision: configuration is read once into one validated record. Rejected: injected properties all over the code,
 * because a wrong value would then show itself when it is first used.
 */
@NullMarked
package org.mailback.platform;

import org.jspecify.annotations.NullMarked;
