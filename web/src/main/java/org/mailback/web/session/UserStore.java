package org.mailback.web.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;
import org.mailback.mailbox.Users;

/** Mailback's own users. An LDAP store beside it is one more bean of this kind. */
@ApplicationScoped
public class UserStore implements IdentityStore {

    @Inject
    Users users;

    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        return users.verify(credential.getCaller(), credential.getPasswordAsString())
                .map(user -> new CredentialValidationResult(user.name(), Set.of(user.role())))
                .orElse(CredentialValidationResult.INVALID_RESULT);
    }
}
