package org.mailback.provider;

/** What became of one item of a {@link WriteCommand}. */
public record ItemOutcome(long operationId, Outcome outcome) {}
