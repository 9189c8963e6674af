package org.mailback.provider;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationKind;

/**
 * One change to a set of messages of one folder.
 *
 * @param target where to move them: set for {@code TRASH} and {@code RESTORE}, null otherwise
 * @param items 1 to 1,000, with distinct UIDs
 * @param notAfter by the node's uptime; no change is sent later, because another node may hold the lane by then
 */
public record WriteCommand(
        OperationKind kind, FolderRef source, @Nullable Target target, List<Item> items, Instant notAfter) {

    public static final int MAX_ITEMS = 1_000;

    public WriteCommand {
        if (items.isEmpty() || items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("a write command takes 1 to 1,000 items, not " + items.size());
        }
        boolean moves = kind == OperationKind.TRASH || kind == OperationKind.RESTORE;
        if (moves != (target != null)) {
            throw new IllegalArgumentException(kind + (moves ? " needs" : " has no") + " target");
        }
        items = List.copyOf(items);
    }

    /** May be sent at any time. */
    public WriteCommand(OperationKind kind, FolderRef source, @Nullable Target target, List<Item> items) {
        this(kind, source, target, items, Instant.MAX);
    }

    public WriteCommand notAfter(Instant end) {
        return new WriteCommand(kind, source, target, items, end);
    }

    /**
     * The folder to move to; one with the role {@code TRASH} that does not exist is created.
     *
     * @param uidFloor the lowest UID that a copy made by an earlier, unresolved try can have there
     */
    public record Target(String name, FolderRole role, long uidFloor) {}

    /**
     * One message of the set.
     *
     * @param uncertain an earlier try may have had its effect: probe source and target first, and finish half a move
     *     instead of repeating it; where target and source are one folder, look whether it is there
     * @param copied an earlier try was sent as a copy and a removal, whatever the server can do today
     */
    public record Item(long operationId, long uid, Fingerprint fingerprint, boolean uncertain, boolean copied) {

        public Item(long operationId, long uid, Fingerprint fingerprint, boolean uncertain) {
            this(operationId, uid, fingerprint, uncertain, false);
        }
    }
}
