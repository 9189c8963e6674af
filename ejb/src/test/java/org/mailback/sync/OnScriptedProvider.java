package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.PendingOperation;
import org.mailback.provider.MailProvider;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;
import org.mailback.rig.ScriptedProvider;

/** The engine on a real database, and a provider that does what the test says. */
abstract class OnScriptedProvider {

    final Beans beans;
    final ScriptedProvider provider = new ScriptedProvider();
    final Mailboxes mailboxes;
    long account;

    OnScriptedProvider() {
        this("1000");
    }

    /** @param batch operations claimed at once */
    OnScriptedProvider(String batch) {
        beans = new Beans(Map.of("mailback.sync.interval", "PT1H", "mailback.sync.batch", batch));
        mailboxes = new Mailboxes(beans);
    }

    @BeforeEach
    void connect() {
        beans.put(MailProvider.class, provider);
        account = mailboxes.account("alice");
        var sealed = beans.get(AccountPasswords.class).seal(account, "secret");
        beans.execute("delete from folder");
        beans.execute("update account set password_sealed = '\\x"
                + java.util.HexFormat.of().formatHex(sealed.text()) + "', password_key_id = '" + sealed.keyId() + "'");
    }

    @AfterEach
    void close() {
        beans.close();
    }

    void fetch() {
        beans.execute("update account_lane set due_at = now(), sync_due_at = now() where lease_owner is null");
        drain();
    }

    /** Turns until nothing is due. */
    void drain() {
        while (beans.get(SyncEngine.class).sync(account)) {}
    }

    long message(String subject) {
        return beans.number("select id from message where subject = '" + subject + "' and not removed");
    }

    boolean seen(String subject) {
        return (Boolean) beans.query("select seen from message where not removed and subject = '" + subject + "'")
                .get(0);
    }

    String folder(String subject) {
        return (String)
                beans.query("select f.name from message m join folder f on f.id = m.folder_id where not m.removed"
                                + " and m.subject = '" + subject + "'")
                        .get(0);
    }

    List<PendingOperation> operations(OperationStatus status) {
        return mailboxes.list(account, status);
    }

    PendingOperation only(OperationStatus status) {
        var operations = operations(status);
        assertThat(operations).hasSize(1);
        return operations.get(0);
    }

    List<Long> mailboxIds() {
        return beans.query("select id from message where not removed order by id").stream()
                .map(id -> ((Number) id).longValue())
                .toList();
    }
}
