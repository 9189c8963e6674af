package org.mailback.model;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.provider.MailProvider;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;
import org.mailback.sync.SyncEngine;

/** The beans and the database that one sequence after the other plays on; each finds them empty. */
final class Stage implements AutoCloseable {

    private static final Map<String, String> SETTINGS = Map.of(
            "mailback.sync.interval", "PT1H",
            "mailback.sync.batch", "8",
            "mailback.operation.backoff-max", "PT60S",
            "mailback.lane.backoff-max", "PT60S",
            "mailback.sync.fetch-slice", "10");

    final Beans beans = new Beans(SETTINGS);
    final Mailboxes mailboxes = new Mailboxes(beans);
    final Ledger ledger = new Ledger(beans.database().dataSource());
    private @Nullable MailProvider provider;

    Stage() {
        beans.put(MailProvider.class, (MailProvider) Proxy.newProxyInstance(
                Stage.class.getClassLoader(), new Class<?>[] {MailProvider.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(provider, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    SyncEngine engine() {
        return beans.get(SyncEngine.class);
    }

    /** An account at this provider, the only one. */
    long enter(MailProvider actor, Beans.Commits watcher) {
        provider = actor;
        long account = mailboxes.account("alice");
        var sealed = beans.get(AccountPasswords.class).seal(account, "secret");
        beans.execute("delete from folder");
        beans.execute("update account set password_sealed = '\\x"
                + HexFormat.of().formatHex(sealed.text()) + "', password_key_id = '" + sealed.keyId() + "'");
        beans.watch(watcher);
        return account;
    }

    void leave() {
        beans.watch(new Beans.Commits() {});
        beans.execute("update message set trashed_from_id = null");
        for (var table :
                new String[] {"operation_attempt", "pending_operation", "message", "folder", "account", "app_user"}) {
            beans.execute("delete from " + table);
        }
        beans.events().clear();
    }

    @Override
    public void close() {
        ledger.close();
        beans.close();
    }
}
