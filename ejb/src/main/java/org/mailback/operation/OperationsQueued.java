package org.mailback.operation;

/** Fired inside the transaction that queues; whoever wants to act on it observes it after the commit. */
public record OperationsQueued(long accountId, int count) {}
