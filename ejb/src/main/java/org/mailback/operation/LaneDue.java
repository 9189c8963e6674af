package org.mailback.operation;

/** A lane is due that nobody works in. Fired inside the transaction that makes it so, to be observed after the commit. */
public record LaneDue(long accountId) {}
