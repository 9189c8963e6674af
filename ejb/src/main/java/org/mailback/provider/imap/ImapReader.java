package org.mailback.provider.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderState;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.RemoteFlags;
import org.mailback.provider.RemoteMessage;
import org.mailback.provider.UidRange;

/** Everything that only looks. Replies for messages that were not asked for, as other clients cause them, are ignored. */
final class ImapReader {

    /** A message comes in pieces of this size, so that one of a hundred megabytes needs no buffer of that size twice. */
    private static final int PIECE = 1 << 20;

    private final ImapConnection connection;

    ImapReader(ImapConnection connection) {
        this.connection = connection;
    }

    FolderState state(String folder) {
        var state = connection.select(folder).state();
        if (state.uidNext() > 0) {
            return state;
        }
        var uids = state.exists() == 0 ? new TreeSet<Long>() : connection.search("UID *");
        var next = uids.isEmpty() ? 1 : uids.last() + 1; // old servers do not tell UIDNEXT
        return new FolderState(state.uidValidity(), next, state.highestModSeq(), state.exists());
    }

    List<RemoteMessage> messages(FolderRef folder, UidRange range) {
        connection.select(folder);
        var items = "UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE" + (connection.has("CONDSTORE") ? " MODSEQ" : "");
        var messages = new TreeMap<Long, RemoteMessage>();
        fetch(range, "(" + items + ")", reply -> {
            if (reply.has("ENVELOPE")) {
                messages.put(reply.uid(), reply.message());
            }
        });
        return new ArrayList<>(messages.values());
    }

    List<RemoteFlags> flags(FolderRef folder, UidRange range, long changedSince) {
        connection.select(folder);
        var items = connection.has("CONDSTORE") ? "(UID FLAGS MODSEQ)" : "(UID FLAGS)";
        var changed = changedSince > 0 ? " (CHANGEDSINCE " + changedSince + ")" : "";
        var flags = new TreeMap<Long, RemoteFlags>();
        fetch(range, items + changed, reply -> {
            if (reply.has("FLAGS")) {
                flags.put(reply.uid(), reply.flags());
            }
        });
        return new ArrayList<>(flags.values());
    }

    SortedSet<Long> uids(FolderRef folder, UidRange range) {
        connection.select(folder);
        var uids = connection.search("UID " + text(range));
        uids.removeIf(uid -> uid < range.first() || uid > range.last());
        return uids;
    }

    byte[] content(FolderRef folder, long uid, long maxBytes) {
        connection.select(folder);
        var content = new ByteArrayOutputStream();
        while (true) {
            var asked = (int) Math.min(PIECE, maxBytes + 1 - content.size());
            var piece = piece(uid, content.size(), asked);
            if (piece == null) {
                throw new ProviderFailure.MessageGone(folder.name() + " has no message " + uid + " any more");
            }
            if (piece.length > asked) {
                throw new ProviderFailure.NotSent(
                        "message " + uid + " in " + folder.name() + ": the server sends " + piece.length
                                + " octets where " + asked + " were asked for",
                        null);
            }
            content.writeBytes(piece);
            if (content.size() > maxBytes) {
                throw new ProviderFailure.TooLarge(
                        "message " + uid + " in " + folder.name() + " has more than " + maxBytes + " octets");
            }
            if (piece.length < asked) {
                return content.toByteArray();
            }
        }
    }

    private byte @Nullable [] piece(long uid, int from, int length) {
        var found = new ArrayList<byte[]>();
        connection.look("UID FETCH %d (UID BODY.PEEK[]<%d.%d>)".formatted(uid, from, length), response -> {
            var reply = FetchReply.of(response);
            if (reply != null && reply.uid() == uid && reply.hasBody()) {
                var body = reply.body();
                found.add(body == null ? new byte[0] : body.getBytes(StandardCharsets.ISO_8859_1));
            }
        });
        return found.isEmpty() ? null : found.get(0);
    }

    /** FETCH of a range; a server that can give some of it and says NO to the rest is believed. */
    private void fetch(UidRange range, String items, Consumer<FetchReply> each) {
        var replies = new int[1];
        try {
            connection.look("UID FETCH " + text(range) + " " + items, response -> {
                var reply = FetchReply.of(response);
                if (reply != null && reply.uid() >= range.first() && reply.uid() <= range.last()) {
                    replies[0]++;
                    each.accept(reply);
                }
            });
        } catch (CommandRefused e) {
            if (replies[0] == 0 || e.answer().status() != Answer.Status.NO) {
                throw e;
            }
        }
    }

    private static String text(UidRange range) {
        return Math.min(range.first(), UidSets.LARGEST) + ":" + Math.min(range.last(), UidSets.LARGEST);
    }

    /** Headers enough to tell messages apart, of the given UIDs. */
    static void fingerprints(ImapConnection connection, String uids, Consumer<FetchReply> each) {
        connection.look("UID FETCH " + uids + " (UID INTERNALDATE RFC822.SIZE ENVELOPE)", response -> {
            var reply = FetchReply.of(response);
            if (reply != null && reply.has("ENVELOPE")) {
                each.accept(reply);
            }
        });
    }
}
