package org.mailback.mailbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a list.
 *
 * @param next where the list goes on, opaque to clients; null at its end
 */
public record Page<T>(List<T> items, @Nullable String next) {}
