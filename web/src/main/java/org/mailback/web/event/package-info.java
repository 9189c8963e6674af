/**
 * {@code GET /api/events}: what happens, as server-sent events, for as long as the browser listens.
 *
 * <p>Imports {@code event}, {@code mailbox} for who may listen, {@code platform}, {@code web.session} and {@code web.problem}.
 *
 * <p>Decision: an asynchronous servlet that writes when the socket can take it; thousands of quiet streams need one thread in
 * all. Rejected: JAX-RS's {@code SseEventSink}, whose writes block, so that one slow reader would hold up the others.
 */
@NullMarked
package org.mailback.web.event;

import org.jspecify.annotations.NullMarked;
