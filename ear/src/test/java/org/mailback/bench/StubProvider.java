package org.mailback.bench;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderState;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.MailProvider;
import org.mailback.provider.Outcome;
import org.mailback.provider.RemoteFlags;
import org.mailback.provider.RemoteFolder;
import org.mailback.provider.RemoteMessage;
import org.mailback.provider.UidRange;
import org.mailback.provider.WriteCommand;

/** Stands in for every mail provider inside a WildFly: it says yes to all that is asked, at once or after a while. */
@Alternative
@Priority(1)
@ApplicationScoped
public class StubProvider implements MailProvider {

    /** How many milliseconds a command takes. */
    static final String LATENCY = "bench.provider.latency";

    private final long latency = Long.getLong(LATENCY, 0);

    @Override
    public List<ItemOutcome> apply(AccountAccess access, WriteCommand command) {
        pause();
        return command.items().stream()
                .map(item -> new ItemOutcome(item.operationId(), Outcome.Done.PLAIN))
                .toList();
    }

    private void pause() {
        if (latency > 0) {
            try {
                Thread.sleep(latency);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public List<RemoteFolder> folders(AccountAccess access) {
        return List.of();
    }

    @Override
    public FolderState state(AccountAccess access, String folder) {
        return new FolderState(1, 1, 0, 0);
    }

    @Override
    public List<RemoteMessage> messages(AccountAccess access, FolderRef folder, UidRange range) {
        return List.of();
    }

    @Override
    public List<RemoteFlags> flags(AccountAccess access, FolderRef folder, UidRange range, long changedSince) {
        return List.of();
    }

    @Override
    public SortedSet<Long> uids(AccountAccess access, FolderRef folder, UidRange range) {
        return new TreeSet<>();
    }

    @Override
    public SortedSet<Long> find(AccountAccess access, FolderRef folder, Fingerprint fingerprint, long uidFloor) {
        return new TreeSet<>();
    }

    @Override
    public byte[] content(AccountAccess access, FolderRef folder, long uid, long maxBytes) {
        return new byte[0];
    }

    @Override
    public void forget(long accountId) {}
}
