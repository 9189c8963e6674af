package org.mailback.event;

/**
 * What a reader may see.
 *
 * @param all every account and the administrators' jobs; otherwise the user's own accounts
 */
public record Scope(long userId, boolean all) {}
