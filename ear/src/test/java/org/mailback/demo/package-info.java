/**
 * What {@code ./mvnw -Pdemo} runs: PostgreSQL, a mail server with seeded mailboxes and WildFly with the EAR, in one command.
 *
 * <p>Lives among the tests and uses their rig, so that nothing of the demo is in the EAR: its users and accounts are made
 * from outside. It runs inside Maven's JVM, because a forked one would be cut off from the terminal by Ctrl-C.
 */
@NullMarked
package org.mailback.demo;

import org.jspecify.annotations.NullMarked;
