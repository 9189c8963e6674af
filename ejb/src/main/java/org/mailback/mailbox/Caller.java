package org.mailback.mailbox;

/** Who asks. Every call of the mailbox is scoped to what this user owns. */
public record Caller(long userId, String name, boolean admin) {}
