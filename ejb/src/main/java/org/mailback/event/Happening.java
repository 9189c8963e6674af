package org.mailback.event;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Change} on its way to the browsers.
 *
 * @param accountId null: for administrators only
 * @param json one line
 */
record Happening(String type, @Nullable Long accountId, String json) {}
