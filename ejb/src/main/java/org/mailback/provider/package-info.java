/**
 * The outside world: what every mail provider must be able to do, and how it says what went wrong.
 *
 * <p>Imports {@code operation}'s value types and {@code platform} only. Implementations live in one sub-package a protocol.
 *
 * <p>Decision: a provider answers for every single item with an {@link org.mailback.provider.Outcome}; exceptions are kept
 * for what concerns the whole account or server. Rejected: one exception for a set, because a tagged OK or NO proves
 * nothing about one message.
 */
@NullMarked
package org.mailback.provider;

import org.jspecify.annotations.NullMarked;
