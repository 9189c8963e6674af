package org.mailback.admin;

/** Fired inside the transaction that changes a job; whoever wants to show it observes it after the commit. */
public record JobProgress(BulkJob job) {}
