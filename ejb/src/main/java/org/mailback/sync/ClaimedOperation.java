package org.mailback.sync;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.WriteCommand.Target;

/**
 * An operation in flight, with all that applying it needs.
 *
 * @param kindCode as stored; may be unknown to this version
 * @param attempts used so far
 * @param source where the message is at the server; null while that is not known
 * @param uid in the source
 * @param target where it is to be moved, null for operations that do not move
 */
record ClaimedOperation(
        long id,
        String kindCode,
        int attempts,
        boolean uncertain,
        long messageId,
        @Nullable FolderRef source,
        long uid,
        Fingerprint fingerprint,
        @Nullable Target target) {

    Optional<OperationKind> kind() {
        try {
            return Optional.of(OperationKind.of(kindCode));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The message is where it is to be moved: nothing has to be sent. */
    boolean alreadyThere() {
        return source != null && target != null && source.name().equals(target.name());
    }
}
