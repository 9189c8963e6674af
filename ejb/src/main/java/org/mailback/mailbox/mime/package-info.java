/**
 * What a message says: MIME parts, texts in any charset, HTML made harmless. Everything here is read as if its sender meant
 * harm: depth, number and size are bounded, and what is broken is shown as well as it can be.
 *
 * <p>Imports nothing of Mailback; no container is needed.
 *
 * <p>Decision: Jakarta Mail splits the parts, but transfer encodings and charsets are decoded here, because it gives up where
 * a reader would rather see most of a text.
 */
@NullMarked
package org.mailback.mailbox.mime;

import org.jspecify.annotations.NullMarked;
