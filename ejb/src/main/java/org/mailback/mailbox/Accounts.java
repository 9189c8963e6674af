package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** A user's mail accounts. The login is tried before anything is stored, and never while a transaction is open. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Accounts {

    @Inject
    AccountRecords records;

    @Inject
    AccountPasswords passwords;

    @Inject
    ProviderGate provider;

    public List<AccountView> list(Caller caller) {
        return records.list(caller);
    }

    public AccountView view(Caller caller, long id) {
        return records.view(caller, id);
    }

    /**
     * Connects an account and starts its import.
     *
     * @throws MailboxProblem {@code invalid}; {@code conflict} if it is connected already; {@code provider_refused}, or
     *     why the server cannot be reached, with what it said
     */
    public AccountView connect(Caller caller, AccountDraft draft) {
        var names = draft.names();
        var settings = draft.settings();
        records.refuseSecond(caller, settings);
        provider.check(settings);
        return records.view(caller, records.create(caller, names, settings));
    }

    /**
     * Changes what the draft holds. A change of how to reach the account is tried first and ends every pause.
     *
     * @throws MailboxProblem as {@link #connect}, and {@code not_found}
     */
    public AccountView change(Caller caller, long id, AccountDraft draft) {
        var account = records.find(caller, id);
        if (draft.changesSettings()) {
            var whole = draft.over(account, currentPassword(account, draft));
            var names = whole.names();
            var settings = whole.settings();
            provider.check(settings);
            records.change(caller, id, names, settings);
        } else if (draft.changesNames()) {
            records.rename(caller, id, draft.over(account, "").names());
        }
        return records.view(caller, id);
    }

    private String currentPassword(Account account, AccountDraft draft) {
        if (draft.password() != null) {
            return draft.password();
        }
        if (draft.leadsElsewhere(account)) {
            throw Input.invalid("password", " must be sent again with another host or without TLS");
        }
        var sealed = account.passwordSealed();
        var keyId = account.passwordKeyId();
        if (sealed == null || keyId == null) {
            throw Input.invalid("password", " is missing");
        }
        return passwords.open(account.id(), sealed, keyId);
    }

    /** Forgets the account and its password; what waited for the provider is cancelled. */
    public void disconnect(Caller caller, long id) {
        records.delete(caller, id);
    }

    /** Asks for a fetch and a push as soon as may be. */
    public void syncNow(Caller caller, long id) {
        records.syncNow(caller, id);
    }

    /** Asks for a fetch that reads everything anew. */
    public void resync(Caller caller, long id) {
        records.resync(caller, id);
    }
}
