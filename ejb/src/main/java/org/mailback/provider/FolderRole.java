package org.mailback.provider;

import java.util.Locale;

/** What a folder is for: SPECIAL-USE (RFC 6154), or a well-known name where the server does not tell. */
public enum FolderRole {
    INBOX,
    TRASH,
    ARCHIVE,
    SENT,
    DRAFTS,
    JUNK,
    NONE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such role */
    public static FolderRole of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
