package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.ApplicationException;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.Account;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.platform.SecretBox;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.ProviderFailure;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

class AccountDirectoryTest {

    @Test
    void an_account_whose_password_cannot_be_read_waits_for_its_owner() throws Exception {
        try (var beans = new Beans()) {
            long account = new Mailboxes(beans).account("alice");
            assertThatThrownBy(() -> access(beans, account))
                    .isInstanceOf(ProviderFailure.AuthenticationRefused.class)
                    .hasMessageContaining("no password");

            var otherKey = new AccountPasswords(new SecretBox("lost:" + "B".repeat(42) + "A=", ""));
            var sealed = otherKey.seal(account, "hunter2");
            beans.inTransaction(() -> {
                beans.get(EntityManager.class).find(Account.class, account).seal(sealed.text(), sealed.keyId());
                return account;
            });
            assertThatThrownBy(() -> access(beans, account))
                    .isInstanceOf(ProviderFailure.AuthenticationRefused.class)
                    .hasMessageContaining("save it again")
                    .hasMessageNotContaining("hunter2");
        }
    }

    private static AccountAccess access(Beans beans, long account) {
        beans.execute("update account_lane set due_at = now(), lease_owner = null where account_id = " + account);
        var claim = beans.get(LaneClaims.class).claim(account).orElseThrow();
        return beans.get(AccountDirectory.class).access(claim.address());
    }

    @Test
    void failures_of_a_provider_pass_enterprise_beans_as_they_are() {
        assertThat(ProviderFailure.class.getAnnotation(ApplicationException.class))
                .isNotNull();
    }
}
