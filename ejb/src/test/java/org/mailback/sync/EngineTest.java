package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.Account;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.provider.Outcome;
import org.mailback.provider.ProviderFailure;

/** Claimed, applied, settled: what becomes of an operation. */
class EngineTest extends OnScriptedProvider {

    @Test
    void marking_read_reaches_the_provider() {
        provider.deliver("INBOX", "m1");
        fetch();
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        drain();
        assertThat(provider.seen("INBOX", "m1")).isTrue();
        assertThat(only(OperationStatus.COMPLETED).attempts()).isEqualTo(1);
        assertThat(beans.query("select server_seen from message")).containsExactly(true);
    }

    @Test
    void many_operations_become_one_command() {
        for (int i = 0; i < 50; i++) {
            provider.deliver("INBOX", "m" + i);
        }
        fetch();
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        assertThat(provider.applied()).hasSize(1);
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(50);
    }

    @Test
    void temporary_refusals_are_tried_again_until_they_succeed() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.failing(2);
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        drain();
        assertThat(only(OperationStatus.PENDING).notBefore()).isAfter(Instant.now());
        drain();
        assertThat(provider.applied()).hasSize(1);
        for (int i = 0; i < 2; i++) {
            beans.pass(Duration.ofMinutes(2));
            drain();
        }
        assertThat(only(OperationStatus.COMPLETED).attempts()).isEqualTo(3);
        assertThat(provider.seen("INBOX", "m1")).isTrue();
    }

    @Test
    void at_the_maximum_it_is_failed_with_class_and_text_and_the_local_value_stays() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.failing(9);
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        for (int i = 0; i < 6; i++) {
            drain();
            beans.pass(Duration.ofHours(2));
        }
        assertThat(provider.applied()).hasSize(3);
        var failed = only(OperationStatus.FAILED);
        assertThat(failed.attempts()).isEqualTo(3);
        assertThat(failed.errorClass()).isEqualTo(ErrorClass.TEMPORARY);
        assertThat(failed.lastError()).contains("UNAVAILABLE");
        assertThat(beans.number("select count(*) from operation_attempt")).isEqualTo(3);
        fetch();
        assertThat(seen("m1")).isTrue();
        assertThat(provider.seen("INBOX", "m1")).isFalse();
    }

    @Test
    void a_permanent_refusal_fails_at_once_and_the_others_succeed() {
        for (int i = 0; i < 9; i++) {
            provider.deliver("INBOX", "m" + i);
        }
        fetch();
        provider.poisoned("m4", new Outcome.Refused(ErrorClass.REFUSED, "BAD no"));
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(8);
        assertThat(only(OperationStatus.FAILED).attempts()).isEqualTo(1);
    }

    @Test
    void refused_credentials_use_no_attempt_and_wait_for_new_ones() throws Exception {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.ill(new ProviderFailure.AuthenticationRefused("NO [AUTHENTICATIONFAILED]"));
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        drain();
        beans.pass(Duration.ofDays(1));
        drain();
        assertThat(only(OperationStatus.PENDING).attempts()).isZero();
        assertThat(beans.query("select pause_reason from account_lane")).containsExactly("auth_required");
        assertThat(beans.query("select due_at from account_lane")).containsExactly((Object) null);
        provider.ill(null);
        beans.inTransaction(() -> {
            beans.get(org.mailback.operation.LaneRequests.class).resume(account);
            return null;
        });
        drain();
        assertThat(provider.seen("INBOX", "m1")).isTrue();
    }

    @Test
    void credentials_saved_while_the_old_ones_are_being_refused_are_tried_at_once() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.meanwhile(() -> {
            saveNewCredentials();
            throw new ProviderFailure.AuthenticationRefused("NO [AUTHENTICATIONFAILED]");
        });
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        drain();
        drain();
        assertThat(only(OperationStatus.COMPLETED).attempts()).isEqualTo(1);
        assertThat(beans.query("select pause_reason from account_lane")).containsExactly((Object) null);
    }

    private void saveNewCredentials() {
        try {
            beans.inTransaction(() -> {
                var sealed = beans.get(AccountPasswords.class).seal(account, "new password");
                beans.get(EntityManager.class).find(Account.class, account).seal(sealed.text(), sealed.keyId());
                beans.get(org.mailback.operation.LaneRequests.class).resume(account);
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_unreachable_server_makes_the_lane_wait_longer_and_longer_without_an_attempt() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.ill(new ProviderFailure.NotSent("connection refused", null));
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        for (int i = 0; i < 5; i++) {
            drain();
            beans.pass(Duration.ofMinutes(10));
        }
        assertThat(only(OperationStatus.PENDING).attempts()).isZero();
        assertThat(beans.number("select fail_streak from account_lane")).isEqualTo(5);
        provider.ill(null);
        provider.meanwhile(() ->
                assertThat(beans.query("select pause_reason from account_lane")).containsExactly("unreachable"));
        drain();
        assertThat(provider.seen("INBOX", "m1")).isTrue();
        assertThat(beans.number("select fail_streak from account_lane")).isZero();
        assertThat(beans.query("select pause_reason from account_lane")).containsExactly((Object) null);
    }

    @Test
    void trashing_moves_once_and_the_next_fetch_finds_no_second_message() {
        provider.deliver("INBOX", "m1");
        fetch();
        mailboxes.act(OperationKind.TRASH, message("m1"));
        assertThat(folder("m1")).isEqualTo("Trash");
        drain();
        fetch();
        assertThat(provider.count("Trash", "m1")).isEqualTo(1);
        assertThat(provider.count("INBOX", "m1")).isZero();
        assertThat(beans.number("select count(*) from message where not removed"))
                .isEqualTo(1);
        mailboxes.act(OperationKind.RESTORE, message("m1"));
        drain();
        assertThat(provider.count("INBOX", "m1")).isEqualTo(1);
        assertThat(provider.count("Trash", "m1")).isZero();
    }

    @Test
    void a_delete_that_failed_shows_the_message_again() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.poisoned("m1", new Outcome.Refused(ErrorClass.UNSUPPORTED, "server lacks UIDPLUS"));
        mailboxes.act(OperationKind.DELETE, message("m1"));
        drain();
        assertThat(message("m1")).isPositive();
        assertThat(only(OperationStatus.FAILED).errorClass()).isEqualTo(ErrorClass.UNSUPPORTED);
    }

    @Test
    void restoring_to_a_folder_that_is_gone_goes_to_the_inbox() {
        provider.create("Projects", org.mailback.provider.FolderRole.NONE);
        provider.deliver("Projects", "m1");
        fetch();
        mailboxes.act(OperationKind.TRASH, message("m1"));
        drain();
        provider.drop("Projects");
        mailboxes.act(OperationKind.RESTORE, message("m1"));
        drain();
        assertThat(provider.count("INBOX", "m1")).isEqualTo(1);
        assertThat(folder("m1")).isEqualTo("INBOX");
    }

    @Test
    void a_trash_that_does_not_exist_is_made_by_the_first_move() {
        provider.drop("Trash");
        provider.deliver("INBOX", "m1");
        fetch();
        mailboxes.act(OperationKind.TRASH, message("m1"));
        drain();
        fetch();
        assertThat(provider.count("Trash", "m1")).isEqualTo(1);
        assertThat(beans.number("select count(*) from message where not removed"))
                .isEqualTo(1);
    }

    @Test
    void a_row_that_cannot_be_read_fails_alone() {
        provider.deliver("INBOX", "m1");
        provider.deliver("INBOX", "m2");
        fetch();
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        mailboxes.act(OperationKind.MARK_READ, message("m2"));
        beans.execute("update pending_operation set kind = 'flag' where message_id = " + message("m1"));
        drain();
        assertThat(provider.seen("INBOX", "m2")).isTrue();
        assertThat(beans.query("select error_class from pending_operation where status = 'failed'"))
                .containsExactly("unreadable");
    }
}
