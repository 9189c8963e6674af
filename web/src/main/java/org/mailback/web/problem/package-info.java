/**
 * How everything that goes wrong is told over HTTP: {@code application/problem+json} (RFC 9457), from one mapper.
 *
 * <p>Imports mailbox and platform.
 *
 * <p>Decision: resources throw and never catch, so that one kind of problem always has one answer. Rejected: a mapper an
 * exception class, because the order in which JAX-RS picks them is hard to see.
 */
@NullMarked
package org.mailback.web.problem;

import org.jspecify.annotations.NullMarked;
