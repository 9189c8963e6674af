/**
 * The world around Mailback, for tests of every module: PostgreSQL, mail servers, and what breaks the line to them.
 *
 * <p>Everything here listens on loopback, on a port that was free, and ends with the test's JVM. Containers were rejected:
 * these tests must run where no Docker engine does.
 */
@NullMarked
package org.mailback.rig;

import org.jspecify.annotations.NullMarked;
