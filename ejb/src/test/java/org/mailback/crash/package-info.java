/**
 * A node that dies at every point of a scenario: before and after each command to the mail server and each commit. The
 * real beans, PostgreSQL, the real IMAP provider and Dovecot; only the container is missing, so that a death costs
 * milliseconds and all of them can be tried. What WildFly adds is tried by a sample in the module {@code ear}.
 */
package org.mailback.crash;
