package org.mailback.provider;

/** A folder and the UIDVALIDITY under which its UIDs are known; with another UIDVALIDITY they mean other messages. */
public record FolderRef(String name, long uidValidity) {}
