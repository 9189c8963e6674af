package org.mailback.event;

import org.jspecify.annotations.Nullable;

/**
 * An administrator's job went on; for administrators only.
 *
 * @param job the record that the REST API answers, which becomes the event's JSON
 */
public record JobChanged(Object job) implements Change {

    @Override
    public String type() {
        return "job";
    }

    @Override
    public @Nullable Long account() {
        return null;
    }
}
