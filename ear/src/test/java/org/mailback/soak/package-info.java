/**
 * The soak: users, other mail programs and mishaps of every kind on two nodes for as long as it is told. At the end nothing
 * may be lost, doubled or flipped, and over time memory, connections, threads and tables must stay flat.
 *
 * <p>{@code ./mvnw -Psoak verify -Dsoak=PT1H} says how long, {@code -Dsoak.seed=7} what happens in which order. Imports the
 * rig and {@code org.mailback.server}, nothing of the product.
 */
@NullMarked
package org.mailback.soak;

import org.jspecify.annotations.NullMarked;
