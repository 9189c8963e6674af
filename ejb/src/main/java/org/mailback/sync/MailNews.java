package org.mailback.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailback.event.Change;
import org.mailback.event.MailChanged;
import org.mailback.platform.Sql;

/** Tells what a fetch changed for the eye; the echo of our own writing changes nothing. */
@ApplicationScoped
public class MailNews {

    @Inject
    Event<Change> changes;

    /** A message that shows something else than before, and where. */
    record Shown(long id, long folderId, long folderBefore) {}

    /** @param hidden the user had deleted it */
    record Missing(long id, long folderId, boolean hidden) {}

    /** Of a message's id, folder, folder before and whether it shows something else now; empty if it does not. */
    static Optional<Shown> shown(Sql.Row row) {
        return row.flag(3) ? Optional.of(new Shown(row.number(0), row.number(1), row.number(2))) : Optional.empty();
    }

    void changed(Lease lease, List<Optional<Shown>> updated) {
        var shown = updated.stream().flatMap(Optional::stream).toList();
        if (!shown.isEmpty()) {
            var folders = shown.stream()
                    .flatMap(message -> Stream.of(message.folderBefore(), message.folderId()))
                    .collect(Collectors.toCollection(TreeSet::new));
            changes.fire(MailChanged.changed(
                    lease.accountId(), folders, shown.stream().map(Shown::id).toList()));
        }
    }

    void removed(Lease lease, List<Missing> missing) {
        var removed = missing.stream().filter(message -> !message.hidden()).toList();
        if (!removed.isEmpty()) {
            var folders = removed.stream().map(Missing::folderId).collect(Collectors.toCollection(TreeSet::new));
            changes.fire(MailChanged.removed(
                    lease.accountId(),
                    folders,
                    removed.stream().map(Missing::id).toList()));
        }
    }
}
