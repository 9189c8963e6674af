package org.mailback.sync;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationKind;
import org.mailback.platform.Sql;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderRole;
import org.mailback.provider.WriteCommand.Target;

/**
 * An operation in flight, with all that applying it needs.
 *
 * @param kindCode as stored; may be unknown to this version
 * @param attempts used so far
 * @param copied an uncertain try was sent as a copy and a removal
 * @param source where the message is at the server; null while that is not known
 * @param uid in the source
 * @param target where it is to be moved, null for operations that do not move
 */
record ClaimedOperation(
        long id,
        String kindCode,
        int attempts,
        boolean uncertain,
        boolean copied,
        long messageId,
        @Nullable FolderRef source,
        long uid,
        Fingerprint fingerprint,
        @Nullable Target target) {

    /** Of the first columns of {@link AccountLanes}' batch. */
    static ClaimedOperation of(Sql.Row row) {
        var source = row.textOrNull(5);
        var validity = row.numberOrNull(6);
        var uid = row.numberOrNull(7);
        var target = row.textOrNull(11);
        return new ClaimedOperation(
                row.number(0),
                row.text(1),
                (int) row.number(2),
                row.flag(3),
                row.flag(14),
                row.number(4),
                source == null || validity == null ? null : new FolderRef(source, validity),
                uid == null ? 0 : uid,
                new Fingerprint(row.textOrNull(8), row.number(9), row.time(10)),
                target == null ? null : new Target(target, FolderRole.of(row.text(12)), row.number(13)));
    }

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
