/**
 * How fast it is, beside how fast it could be: every figure stands next to a limit that was measured in the same run on the same
 * machine, and the ratio of the two is what the README states. Each {@link org.mailback.bench.Benchmark} has a world of its
 * own, made of a real WildFly with the EAR, a PostgreSQL that waits for the disk, and a real Dovecot.
 *
 * <p>{@code ./mvnw -Pbench} runs all, {@code -Dbench=bulk,drain} some. No test: nothing here fails because a machine is slow.
 */
@NullMarked
package org.mailback.bench;

import org.jspecify.annotations.NullMarked;
