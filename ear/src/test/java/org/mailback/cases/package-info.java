/**
 * The behaviour catalogue as black-box tests: each method carries the number of its case and says what must hold.
 *
 * <p>They act over REST, look at the mail server as a second mail client would, and read the database only for what REST
 * does not tell. Imports the rig and {@code org.mailback.server}, nothing of the product.
 *
 * <p>Decision: every case has a mail user, a proxy, a user and an account of its own on shared servers, and ends with the
 * invariants that hold after every case. Rejected: one server a case, which costs seconds and proves no more.
 */
package org.mailback.cases;
