package org.mailback.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list that is paged by offset.
 *
 * @param next always null: such a list has no cursor
 * @param total how many there are in all
 * @param totalCapped there are more than {@code total}; it was not worth counting them
 */
public record Found<T>(List<T> items, @Nullable String next, long total, boolean totalCapped) {

    static <T> Found<T> of(List<T> items, long total) {
        return new Found<>(items, null, total, false);
    }
}
