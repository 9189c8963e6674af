package org.mailback.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.Account;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.mailbox.Message;
import org.mailback.platform.Sql;
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

    /** How an account is reached, its password still sealed. */
    record Address(
            long accountId, String host, int port, String tls, String username, byte[] passwordSealed, String keyId) {

        /** Every save seals anew, also the same password. */
        boolean hasCredentialsOf(@Nullable Address other) {
            return other != null && Arrays.equals(passwordSealed, other.passwordSealed);
        }

        /** Of six columns from this one on; null for an account that is deleted or has no password. */
        static @Nullable Address of(long accountId, Sql.Row row, int first) {
            var sealed = row.bytesOrNull(first + 4);
            var keyId = row.textOrNull(first + 5);
            return sealed == null || keyId == null
                    ? null
                    : new Address(
                            accountId,
                            row.text(first),
                            (int) row.number(first + 1),
                            row.text(first + 2),
                            row.text(first + 3),
                            sealed,
                            keyId);
        }
    }

    /** Opens the password; no transaction. @throws ProviderFailure.AuthenticationRefused if there is none any more */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public AccountAccess access(@Nullable Address address) {
        if (address == null) {
            throw new ProviderFailure.AuthenticationRefused("the account is deleted or has no password");
        }
        return new AccountAccess(
                address.accountId(),
                address.host(),
                address.port(),
                TlsMode.of(address.tls()),
                address.username(),
                password(address.accountId(), address.passwordSealed(), address.keyId()));
    }

    private static @Nullable Address address(Account account) {
        return account.passwordSealed() == null || account.passwordKeyId() == null
                ? null
                : new Address(
                        account.id(),
                        account.host(),
                        account.port(),
                        account.tls(),
                        account.username(),
                        account.passwordSealed(),
                        account.passwordKeyId());
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
                : Optional.of(new Place(
                        access(address(message.account())), new FolderRef(folder.name(), validity), message.uid()));
    }
}
