package org.mailback.provider;

import java.util.Set;

/**
 * The flags of one message.
 *
 * @param others all flags and keywords but {@code \Seen} and {@code \Recent}
 * @param modSeq 0 where the server has no CONDSTORE
 */
public record RemoteFlags(long uid, boolean seen, Set<String> others, long modSeq) {}
