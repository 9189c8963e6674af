package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.Account;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.mailbox.Message;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.FolderRef;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.TlsMode;

/** How accounts are reached and where messages are; every method is one short transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class AccountDirectory {

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    AccountPasswords passwords;

    /** Where a message is at the provider. */
    record Place(AccountAccess access, FolderRef folder, long uid) {}

    /** @throws ProviderFailure.AuthenticationRefused if the account has no password any more */
    public AccountAccess access(long accountId) {
        return access(entityManager.find(Account.class, accountId));
    }

    private AccountAccess access(@Nullable Account account) {
        if (account == null || account.passwordSealed() == null || account.passwordKeyId() == null) {
            throw new ProviderFailure.AuthenticationRefused("the account is deleted or has no password");
        }
        return new AccountAccess(
                account.id(),
                account.host(),
                account.port(),
                TlsMode.of(account.tls()),
                account.username(),
                password(account.id(), account.passwordSealed(), account.passwordKeyId()));
    }

    /** A lost key is cured as a wrong password is: by saving the password again. */
    private String password(long accountId, byte[] sealed, String keyId) {
        try {
            return passwords.open(accountId, sealed, keyId);
        } catch (IllegalStateException e) {
            throw new ProviderFailure.AuthenticationRefused(
                    "the stored password cannot be read, save it again: " + e.getMessage());
        }
    }

    /** Empty while the place is not known, or for a message that is not at the provider any more. */
    public Optional<Place> place(long messageId) {
        var message = entityManager.find(Message.class, messageId);
        if (message == null || message.serverFolder() == null || message.uid() == null) {
            return Optional.empty();
        }
        var folder = message.serverFolder();
        var validity = folder.uidValidity();
        return validity == null
                ? Optional.empty()
                : Optional.of(
                        new Place(access(message.account()), new FolderRef(folder.name(), validity), message.uid()));
    }
}
