package org.mailback.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.mailback.operation.OperationKind;
import org.mailback.provider.Outcome.Done;
import org.mailback.provider.Outcome.Gone;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;
import org.mailback.rig.ImapClient;

/** Where a contract runs: a user of a server, the provider under test, and a second mail client that looks what it did. */
abstract class ContractRig {

    protected static final String PASSWORD = "secret";

    protected MailProvider provider;
    protected AccountAccess access;
    protected ImapClient client;

    /** A user of the server that nobody has used before, with the folders INBOX and Trash. */
    protected abstract AccountAccess freshAccount();

    protected abstract ImapClient clientOf(AccountAccess account);

    protected abstract MailProvider newProvider();

    /** Capabilities that the server behind this suite has not; the contract then asks for what holds without them. */
    protected Set<String> serverLacks() {
        return Set.of();
    }

    /** Whether the provider has to do without, because the server lacks it or does not tell. */
    protected boolean hides(String capability) {
        return serverLacks().contains(capability);
    }

    /** How the server calls a folder that the user thinks of by this name. */
    protected String name(String folder) {
        return folder;
    }

    @BeforeEach
    void connect() {
        access = freshAccount();
        client = clientOf(access);
        provider = newProvider();
    }

    protected FolderRef inbox() {
        return new FolderRef("INBOX", client.uidValidity("INBOX"));
    }

    protected Target trash(long uidFloor) {
        return new Target(name("Trash"), FolderRole.TRASH, uidFloor);
    }

    protected Fingerprint fingerprint(String folder, long uid) {
        var ref = new FolderRef(folder, client.uidValidity(folder));
        return only(provider.messages(access, ref, new UidRange(uid, uid))).fingerprint();
    }

    protected List<Item> items(String folder, List<Long> uids) {
        var ref = new FolderRef(folder, client.uidValidity(folder));
        var known = provider.messages(access, ref, new UidRange(1, 1_000_000)).stream()
                .collect(Collectors.toMap(RemoteMessage::uid, RemoteMessage::fingerprint));
        return uids.stream()
                .map(uid -> new Item(10_000 + uid, uid, known.get(uid), false))
                .toList();
    }

    protected static List<Item> uncertain(List<Item> items) {
        return items.stream()
                .map(item -> new Item(item.operationId(), item.uid(), item.fingerprint(), true))
                .toList();
    }

    /** The outcomes in the order of the items. */
    protected List<Outcome> outcomes(OperationKind kind, String folder, @Nullable Target target, List<Item> items) {
        var ref = new FolderRef(folder, client.uidValidity(folder));
        var outcomes = provider.apply(access, new WriteCommand(kind, ref, target, items)).stream()
                .collect(Collectors.toMap(ItemOutcome::operationId, ItemOutcome::outcome));
        assertThat(outcomes).hasSameSizeAs(items);
        return items.stream().map(item -> outcomes.get(item.operationId())).toList();
    }

    protected List<Outcome> apply(OperationKind kind, String folder, Long... uids) {
        var items = Arrays.stream(uids)
                .map(uid -> new Item(10_000 + uid, uid, new Fingerprint(null, 0, Instant.EPOCH), false))
                .toList();
        return outcomes(kind, folder, null, items);
    }

    protected static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    protected static ThrowingConsumer<Outcome> done() {
        return outcome -> assertThat(outcome).isInstanceOf(Done.class);
    }

    protected static ThrowingConsumer<Outcome> gone() {
        return outcome -> assertThat(outcome).isInstanceOf(Gone.class);
    }
}
