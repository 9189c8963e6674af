package org.mailback.provider;

/**
 * A folder at the provider.
 *
 * @param name the whole path, decoded (modified UTF-7 is the protocol's affair); a name that cannot be decoded stays as sent
 * @param special whether the server itself gave the role, which outranks a well-known name
 */
public record RemoteFolder(String name, FolderRole role, boolean special) {}
