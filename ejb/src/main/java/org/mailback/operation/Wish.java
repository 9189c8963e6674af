package org.mailback.operation;

/** What a user wants of one message. */
public record Wish(long ownerId, OperationKind kind, long messageId) {}
