package org.mailback.mailbox;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.mailback.platform.SecretBox;
import org.mailback.platform.SecretBox.Sealed;

/** Seals the passwords of mail accounts. Each is bound to its account: copied to another row, it does not open. */
@Dependent
public class AccountPasswords {

    private final SecretBox secrets;

    @Inject
    public AccountPasswords(SecretBox secrets) {
        this.secrets = secrets;
    }

    public Sealed seal(long accountId, String password) {
        return secrets.seal(password, context(accountId));
    }

    /** @throws IllegalStateException if the key is not known any more, or the row was changed */
    public String open(long accountId, byte[] sealed, String keyId) {
        return secrets.open(new Sealed(sealed, keyId), context(accountId));
    }

    private static String context(long accountId) {
        return "password of account " + accountId;
    }
}
