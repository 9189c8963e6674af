package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.mailback.operation.OperationKind;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderRole;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.Outcome;
import org.mailback.provider.RemoteMessage;
import org.mailback.provider.TlsMode;
import org.mailback.provider.UidRange;
import org.mailback.provider.WriteCommand;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapClient.Mail;
import org.mailback.rig.ImapProxy;

/** A fresh user on Dovecot for each test, and a proxy before it that misbehaves as the test wants. */
abstract class ProxiedImapTest {

    static final String PASSWORD = "secret";

    static DovecotServer server;
    private static int users;

    ImapProxy proxy;
    ImapProvider provider;
    AccountAccess access;
    ImapClient client;

    @BeforeAll
    static void startServer() {
        DovecotForTests.assume();
        server = DovecotServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void connect() {
        var user = "user" + ++users;
        client = server.addUser(user, PASSWORD).client(user, PASSWORD);
        proxy = ImapProxy.before(server);
        provider = new ImapProvider(TestSettings.hasty());
        access = new AccountAccess(users, proxy.host(), proxy.port(), TlsMode.NONE, user, PASSWORD);
    }

    @AfterEach
    void nothingRudeWasSent() {
        provider.close();
        proxy.close();
        proxy.assertPolite();
    }

    List<Long> append(String folder, int count) {
        return client.append(
                folder,
                IntStream.rangeClosed(1, count)
                        .mapToObj(n -> Mail.withId("<" + n + "@x>"))
                        .toList());
    }

    Target trash(long uidFloor) {
        return new Target("Trash", FolderRole.TRASH, uidFloor);
    }

    /** The messages as items, read through a provider of its own, so that the proxy's log stays empty. */
    List<Item> items(String folder, List<Long> uids, boolean uncertain) {
        var direct = new ImapProvider(TestSettings.patient());
        var past = new AccountAccess(0, server.host(), server.port(), TlsMode.NONE, access.username(), PASSWORD);
        var known = direct.messages(past, ref(folder), new UidRange(1, 1_000_000)).stream()
                .collect(Collectors.toMap(RemoteMessage::uid, RemoteMessage::fingerprint));
        direct.close();
        var lost = new Fingerprint(null, 0, Instant.EPOCH);
        return uids.stream()
                .map(uid -> new Item(10_000 + uid, uid, known.getOrDefault(uid, lost), uncertain))
                .toList();
    }

    static List<Item> uncertain(List<Item> items) {
        return items.stream()
                .map(item -> new Item(item.operationId(), item.uid(), item.fingerprint(), true))
                .toList();
    }

    FolderRef ref(String folder) {
        return new FolderRef(folder, client.uidValidity(folder));
    }

    List<Outcome> apply(OperationKind kind, String folder, @Nullable Target target, List<Item> items) {
        var outcomes = provider.apply(access, new WriteCommand(kind, ref(folder), target, items)).stream()
                .collect(Collectors.toMap(ItemOutcome::operationId, ItemOutcome::outcome));
        assertThat(outcomes).hasSameSizeAs(items);
        return items.stream().map(item -> outcomes.get(item.operationId())).toList();
    }

    List<Outcome> markRead(List<Long> uids) {
        return apply(OperationKind.MARK_READ, "INBOX", null, items("INBOX", uids, false));
    }

    List<Outcome> moveToTrash(List<Long> uids) {
        return apply(OperationKind.TRASH, "INBOX", trash(1), items("INBOX", uids, false));
    }
}
