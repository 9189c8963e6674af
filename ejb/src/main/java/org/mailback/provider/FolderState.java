package org.mailback.provider;

/**
 * A folder's counters right after it was selected (RFC 9051, 6.3.2).
 *
 * @param highestModSeq 0 where the server has no CONDSTORE for this folder (RFC 7162)
 * @param exists number of messages
 */
public record FolderState(long uidValidity, long uidNext, long highestModSeq, long exists) {}
