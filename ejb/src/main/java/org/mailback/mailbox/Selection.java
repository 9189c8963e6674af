package org.mailback.mailbox;

import java.util.List;

/** The messages an action is about. */
public sealed interface Selection {

    /** Exactly these; an id given twice counts once. */
    record Ids(List<Long> ids) implements Selection {}

    /**
     * All of a folder that the client had seen.
     *
     * @param upTo id of the newest message it saw: what arrived later is not meant
     */
    record WholeFolder(long folderId, long upTo, List<Long> exceptIds) implements Selection {}
}
