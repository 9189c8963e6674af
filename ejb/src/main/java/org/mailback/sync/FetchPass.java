package org.mailback.sync;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderState;
import org.mailback.provider.MailProvider;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.RemoteFlags;
import org.mailback.provider.UidRange;

/**
 * One whole fetch of an account, done step by step so that waiting operations can go in between: first what changed or
 * vanished in every folder, then what is new, then the first import from new to old; at last the folders that half a move
 * may lead to.
 */
final class FetchPass {

    private static final Logger LOG = Logger.getLogger(FetchPass.class);

    private static final int FLAG_WINDOW = 5_000;
    private static final long WIDEST = 200_000;

    /** A folder whose messages below a UID were seen. */
    private record Looked(long id, FolderRef reference, long uidNext) {}

    /** A bounded piece of work; the next one is put before or behind the others. */
    private interface Step {
        void run();
    }

    private final MailProvider provider;
    private final RemoteFolders remoteFolders;
    private final RemoteChanges changes;
    private final AccountAccess access;
    private final Lease lease;
    private final int slice;
    private final Instant begun;
    private final Set<String> listed = new HashSet<>();
    private final Map<Long, Looked> looked = new LinkedHashMap<>();
    private boolean whole = true;
    private final Deque<Step> changed = new ArrayDeque<>();
    private final Deque<Step> arriving = new ArrayDeque<>();
    private final Deque<Step> importing = new ArrayDeque<>();
    private final Deque<Step> awaited = new ArrayDeque<>();

    FetchPass(
            MailProvider provider,
            RemoteFolders remoteFolders,
            RemoteChanges changes,
            AccountAccess access,
            Lease lease,
            int slice) {
        this.provider = provider;
        this.remoteFolders = remoteFolders;
        this.changes = changes;
        this.access = access;
        this.lease = lease;
        this.slice = slice;
        this.begun = changes.now();
        changed.add(this::listFolders);
    }

    /** @return whether the fetch is finished */
    boolean step() {
        for (var steps : List.of(changed, arriving, importing, awaited)) {
            var step = steps.poll();
            if (step != null) {
                run(step);
                return false;
            }
        }
        if (whole && changes.missing(lease, begun) && !looked.isEmpty()) {
            List.copyOf(looked.values()).forEach(folder -> arriving.add(() -> lookForNew(folder)));
            looked.clear();
            return false;
        }
        if (whole) {
            changes.finished(lease, begun);
        }
        return true;
    }

    /**
     * Before what was found nowhere is taken for gone: it may have come into a folder after that was looked at. Then the folder
     * has given out a UID since, and is looked at once more afterwards.
     */
    private void lookForNew(Looked folder) {
        var state = state(folder.reference().name());
        if (state.uidValidity() != folder.reference().uidValidity()) {
            throw new ProviderFailure.FolderGone(folder.reference().name() + " has another UIDVALIDITY now");
        }
        if (state.uidNext() > folder.uidNext()) {
            fetchNew(folder.id(), folder.reference(), folder.uidNext(), state.uidNext());
            looked.put(folder.id(), new Looked(folder.id(), folder.reference(), state.uidNext()));
        }
    }

    /**
     * A folder that goes while it is read, or is closed for the moment, makes the fetch incomplete: what is missing may be in
     * there. What the account has no right to open is nothing that its user could see.
     */
    private void run(Step step) {
        try {
            step.run();
        } catch (ProviderFailure.FolderClosed e) {
            LOG.infof("Account %d: %s; the others are read", lease.accountId(), e.getMessage());
            whole &= e.forGood();
        } catch (ProviderFailure.FolderGone e) {
            LOG.infof("Account %d: %s; the next fetch sees to it", lease.accountId(), e.getMessage());
            whole = false;
        }
    }

    private void listFolders() {
        var remote = provider.folders(access);
        remote.forEach(folder -> listed.add(folder.name()));
        for (var folder : remoteFolders.merge(lease, remote)) {
            if (folder.awaited()) {
                awaited.add(() -> lookAtLast(folder));
            } else {
                changed.add(() -> look(folder));
            }
        }
    }

    /** What lost its place may be in any other folder; what has one there as well is half a move, which is finished first. */
    private void lookAtLast(RemoteFolders.Known folder) {
        if (remoteFolders.mayHoldHalf(lease, folder.id())) {
            whole = false;
        } else {
            look(folder);
        }
    }

    private void look(RemoteFolders.Known folder) {
        if (folder.uidValidity() == null && !listed.contains(folder.name())) {
            return;
        }
        var state = state(folder.name());
        var reference = new FolderRef(folder.name(), state.uidValidity());
        looked.put(folder.id(), new Looked(folder.id(), reference, state.uidNext()));
        if (isAnother(folder, state)) {
            changes.startAnew(lease, folder.id(), state);
            importing.add(() -> importOlder(folder.id(), reference, state.uidNext(), slice));
            return;
        }
        if (folder.importBelow() > 1) {
            importing.add(() -> importOlder(folder.id(), reference, folder.importBelow(), slice));
        }
        if (state.uidNext() > folder.uidNext()) {
            arriving.add(() -> fetchNew(folder.id(), reference, folder.uidNext(), state.uidNext()));
        }
        long expected = folder.exists() + (state.uidNext() - folder.uidNext());
        if ((state.exists() != expected || folder.isReadAnew()) && state.uidNext() > 1) {
            findVanished(folder.id(), reference, state.uidNext());
        }
        if (folder.uidNext() > 1) {
            fetchFlags(folder, reference, state);
        }
        remoteFolders.seen(lease, folder.id(), state);
    }

    /** An account whose INBOX is closed cannot be used at all. */
    private FolderState state(String folder) {
        try {
            return provider.state(access, folder);
        } catch (ProviderFailure.FolderClosed e) {
            throw folder.equalsIgnoreCase("INBOX") ? new ProviderFailure.NotSent(String.valueOf(e.getMessage()), e) : e;
        }
    }

    /** Another UIDVALIDITY; or a UIDNEXT that went back, as after a restore from a backup: UIDs may be used anew. */
    private static boolean isAnother(RemoteFolders.Known folder, FolderState state) {
        return folder.uidValidity() == null
                || folder.uidValidity() != state.uidValidity()
                || state.uidNext() < folder.uidNext();
    }

    /** Up to the newest: what we moved there ourselves is known before a fetch has come so far, and may be gone again. */
    private void findVanished(long folderId, FolderRef reference, long uidNext) {
        var present = provider.uids(access, reference, new UidRange(1, uidNext - 1));
        mistrustTooFew(reference.name(), uidNext, present.size());
        changes.vanished(lease, folderId, present, uidNext);
    }

    /** New messages get higher UIDs, so those that still exist now were there to be listed before. */
    private void mistrustTooFew(String folder, long uidNext, int listed) {
        var now = provider.state(access, folder);
        var arrived = Math.max(0, now.uidNext() - uidNext);
        if (listed < now.exists() - arrived) {
            throw new ProviderFailure.NotSent(
                    "the server says that %s has %d messages, but lists %d of those before %d; none is taken for gone"
                            .formatted(folder, now.exists(), listed, uidNext),
                    null);
        }
    }

    private void fetchFlags(RemoteFolders.Known folder, FolderRef reference, FolderState state) {
        var goesBack = state.highestModSeq() < folder.highestModSeq();
        if (state.highestModSeq() > 0 && folder.highestModSeq() > 0 && !goesBack) {
            if (state.highestModSeq() != folder.highestModSeq()) {
                var range = new UidRange(1, folder.uidNext() - 1);
                mergeFlags(folder.id(), provider.flags(access, reference, range, folder.highestModSeq()));
                remoteFolders.flagsRead(lease, folder, state.highestModSeq());
            }
            return;
        }
        for (long first = 1; first < folder.uidNext(); first += FLAG_WINDOW) {
            var range = new UidRange(first, Math.min(folder.uidNext() - 1, first + FLAG_WINDOW - 1));
            boolean last = range.last() == folder.uidNext() - 1;
            changed.addFirst(() -> {
                mergeFlags(folder.id(), provider.flags(access, reference, range, 0));
                if (last) {
                    remoteFolders.flagsRead(lease, folder, state.highestModSeq());
                }
            });
        }
    }

    /**
     * The flags of a whole folder may have changed at once, which is too much for the time and the memory of one transaction.
     * No push comes between the parts: what it changed would be older here.
     */
    private void mergeFlags(long folderId, List<RemoteFlags> flags) {
        for (int from = 0; from < flags.size(); from += FLAG_WINDOW) {
            changes.flags(lease, folderId, flags.subList(from, Math.min(from + FLAG_WINDOW, flags.size())));
        }
    }

    private void fetchNew(long folderId, FolderRef reference, long from, long uidNext) {
        long to = Math.min(uidNext, from + slice);
        var messages = provider.messages(access, reference, new UidRange(from, to - 1));
        changes.arrived(lease, folderId, messages, to);
        if (to < uidNext) {
            arriving.addFirst(() -> fetchNew(folderId, reference, to, uidNext));
        }
    }

    /** Where UIDs are sparse the window widens, so that an old mailbox does not take a round trip for every few messages. */
    private void importOlder(long folderId, FolderRef reference, long below, long width) {
        if (below <= 1) {
            return;
        }
        long from = Math.max(1, below - width);
        var messages = provider.messages(access, reference, new UidRange(from, below - 1));
        changes.imported(lease, folderId, messages, below, from);
        long next = messages.size() < slice / 4 ? Math.min(WIDEST, width * 2) : slice;
        if (from > 1) {
            importing.addFirst(() -> importOlder(folderId, reference, from, next));
        }
    }
}
