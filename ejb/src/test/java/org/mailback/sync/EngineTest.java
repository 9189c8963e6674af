package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.PendingOperation;
import org.mailback.provider.MailProvider;
import org.mailback.provider.Outcome;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.WriteCommand;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;
import org.mailback.rig.ScriptedProvider;

/** The engine's processing, on a real database and a provider that does what the test says. */
class EngineTest {

    private final Beans beans = new Beans(Map.of("mailback.sync.interval", "PT1H"));
    private final ScriptedProvider provider = new ScriptedProvider();
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private long account;

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

    private void fetch() {
        beans.execute("update account_lane set due_at = now(), sync_due_at = now() where lease_owner is null");
        drain();
    }

    /** Turns until nothing is due. */
    private void drain() {
        while (beans.get(SyncEngine.class).sync(account)) {}
    }

    private long message(String subject) {
        return beans.number("select id from message where subject = '" + subject + "' and not removed");
    }

    private boolean seen(String subject) {
        return (Boolean) beans.query("select seen from message where not removed and subject = '" + subject + "'")
                .get(0);
    }

    private String folder(String subject) {
        return (String)
                beans.query("select f.name from message m join folder f on f.id = m.folder_id where not m.removed"
                                + " and m.subject = '" + subject + "'")
                        .get(0);
    }

    private List<PendingOperation> operations(OperationStatus status) {
        return mailboxes.list(account, status);
    }

    private PendingOperation only(OperationStatus status) {
        var operations = operations(status);
        assertThat(operations).hasSize(1);
        return operations.get(0);
    }

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

    private List<Long> mailboxIds() {
        return beans.query("select id from message where not removed order by id").stream()
                .map(id -> ((Number) id).longValue())
                .toList();
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
        drain();
        assertThat(provider.seen("INBOX", "m1")).isTrue();
        assertThat(beans.number("select fail_streak from account_lane")).isZero();
    }

    @Test
    void a_click_while_the_server_is_ill_does_not_knock_earlier() {
        provider.deliver("INBOX", "m1");
        provider.deliver("INBOX", "m2");
        fetch();
        provider.ill(new ProviderFailure.NotSent("connection refused", null));
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        drain();
        mailboxes.act(OperationKind.MARK_READ, message("m2"));
        assertThat(beans.query("select due_at > now() + interval '1 second' from account_lane"))
                .containsExactly(true);
    }

    @Test
    void a_fetch_never_flips_a_pending_change() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.failing(1);
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        provider.setSeen("INBOX", "m1", false);
        fetch();
        assertThat(seen("m1")).isTrue();
        beans.pass(Duration.ofMinutes(2));
        drain();
        assertThat(provider.seen("INBOX", "m1")).isTrue();
        provider.setSeen("INBOX", "m1", false);
        fetch();
        assertThat(seen("m1"))
                .as("confirmed, so the server's later change wins")
                .isFalse();
    }

    @Test
    void a_click_during_a_fetch_is_not_flipped_by_what_the_fetch_read_before() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.setSeen("INBOX", "m1", true);
        provider.setSeen("INBOX", "m1", false);
        provider.whileReading(() -> {
            mailboxes.act(OperationKind.MARK_READ, message("m1"));
            provider.whileReading(() -> {});
        });
        fetch();
        assertThat(seen("m1")).isTrue();
        drain();
        assertThat(provider.seen("INBOX", "m1")).isTrue();
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
    void a_move_without_a_new_uid_is_found_again_by_its_fingerprint() {
        provider.keepingPlacesSecret().deliver("INBOX", "m1");
        fetch();
        long message = message("m1");
        mailboxes.act(OperationKind.TRASH, message);
        drain();
        assertThat(message("m1")).isEqualTo(message);
        assertThat(beans.query("select uid is not null from message where not removed"))
                .containsExactly(true);
        mailboxes.act(OperationKind.DELETE, message);
        drain();
        assertThat(provider.census()).doesNotContainKey("m1");
    }

    @Test
    void a_move_without_an_answer_is_probed_and_not_repeated() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.actingWithoutAnswer();
        mailboxes.act(OperationKind.TRASH, message("m1"));
        drain();
        assertThat(only(OperationStatus.PENDING).attempts()).isZero();
        beans.pass(Duration.ofMinutes(10));
        drain();
        assertThat(only(OperationStatus.COMPLETED).kind()).isEqualTo(OperationKind.TRASH);
        assertThat(provider.census()).containsEntry("m1", 1L);
        assertThat(provider.count("Trash", "m1")).isEqualTo(1);
    }

    @Test
    void a_restore_while_the_trash_is_in_flight_follows_behind_it() {
        provider.deliver("INBOX", "m1");
        fetch();
        long message = message("m1");
        provider.meanwhile(() -> mailboxes.act(OperationKind.RESTORE, message));
        mailboxes.act(OperationKind.TRASH, message);
        drain();
        assertThat(provider.applied())
                .extracting(WriteCommand::kind)
                .containsExactly(OperationKind.TRASH, OperationKind.RESTORE);
        assertThat(provider.count("INBOX", "m1")).isEqualTo(1);
        assertThat(folder("m1")).isEqualTo("INBOX");
    }

    @Test
    void an_opposite_click_while_the_first_is_in_flight_follows_behind_it() {
        provider.deliver("INBOX", "m1");
        fetch();
        long message = message("m1");
        provider.meanwhile(() -> mailboxes.act(OperationKind.MARK_UNREAD, message));
        mailboxes.act(OperationKind.MARK_READ, message);
        drain();
        assertThat(provider.applied())
                .extracting(WriteCommand::kind)
                .containsExactly(OperationKind.MARK_READ, OperationKind.MARK_UNREAD);
        assertThat(provider.seen("INBOX", "m1")).isFalse();
    }

    @Test
    void a_message_that_another_client_removed_ends_its_operations() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.remove("INBOX", "m1");
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        drain();
        assertThat(only(OperationStatus.COMPLETED).note()).contains("gone");
        assertThat(beans.number("select count(*) from message where not removed"))
                .isZero();
    }

    @Test
    void a_message_that_another_client_moved_keeps_its_pending_operation() {
        provider.deliver("INBOX", "m1");
        fetch();
        long message = message("m1");
        provider.move("INBOX", "Archive", "m1");
        mailboxes.act(OperationKind.MARK_READ, message);
        drain();
        assertThat(message("m1")).isEqualTo(message);
        assertThat(folder("m1")).isEqualTo("Archive");
        assertThat(provider.seen("Archive", "m1")).isTrue();
    }

    @Test
    void another_uidvalidity_means_locate_again_and_then_apply() {
        provider.deliver("INBOX", "m1");
        provider.deliver("INBOX", "m2");
        fetch();
        long message = message("m1");
        provider.renumber("INBOX");
        mailboxes.act(OperationKind.TRASH, message);
        drain();
        assertThat(provider.count("Trash", "m1")).isEqualTo(1);
        assertThat(provider.count("INBOX", "m2")).isEqualTo(1);
        assertThat(message("m1")).isEqualTo(message);
        assertThat(beans.number("select count(*) from message where not removed"))
                .isEqualTo(2);
    }

    @Test
    void a_server_restored_from_a_backup_is_fetched_anew() {
        provider.deliver("INBOX", "m1");
        provider.deliver("INBOX", "m2");
        provider.deliver("INBOX", "m3");
        fetch();
        long first = message("m1");
        provider.restoreFromBackup("INBOX", 2);
        provider.deliver("INBOX", "m4");
        fetch();
        assertThat(beans.query("select subject from message where not removed order by subject"))
                .containsExactly("m1", "m4");
        assertThat(message("m1")).isEqualTo(first);
        mailboxes.act(OperationKind.TRASH, message("m4"));
        drain();
        assertThat(provider.count("Trash", "m4")).isEqualTo(1);
    }

    @Test
    void a_deleted_message_does_not_come_back_while_its_delete_waits() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.failing(1);
        mailboxes.act(OperationKind.DELETE, message("m1"));
        fetch();
        fetch();
        assertThat(beans.number("select count(*) from message where not removed"))
                .isZero();
        beans.pass(Duration.ofMinutes(2));
        drain();
        assertThat(provider.census()).isEmpty();
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

    @Test
    void whoever_lost_the_lease_cannot_settle_and_the_next_holder_probes() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.meanwhile(() -> beans.execute("update account_lane set due_at = now() - interval '1 second'"))
                .meanwhile(() -> {});
        long message = message("m1");
        mailboxes.act(OperationKind.TRASH, message);
        var lanes = beans.get(AccountLanes.class);
        var first = lanes.claim(account).orElseThrow();
        provider.apply(null, WritePlan.of(first.batch()).commands().get(0));
        drain();
        assertThat(provider.census()).containsEntry("m1", 1L);
        assertThat(only(OperationStatus.COMPLETED).kind()).isEqualTo(OperationKind.TRASH);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> beans.get(Settlement.class).settle(first.lease(), first.batch(), List.of(), false))
                .isInstanceOf(LeaseLost.class);
    }

    @Test
    void a_lane_is_claimed_by_one_only() {
        provider.deliver("INBOX", "m1");
        fetch();
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        var lanes = beans.get(AccountLanes.class);
        assertThat(lanes.claim(account)).isPresent();
        assertThat(lanes.claim(account)).isEmpty();
    }

    @Test
    void an_import_goes_in_slices_from_new_to_old_and_a_click_does_not_wait_for_its_end() {
        for (int i = 0; i < 3_000; i++) {
            provider.deliver("INBOX", "m" + i);
        }
        var importedAtClick = new java.util.concurrent.atomic.AtomicLong();
        var importedWhenApplied = new java.util.concurrent.atomic.AtomicLong();
        provider.afterReadingMessages(() -> {
            if (importedAtClick.get() == 0 && beans.number("select count(*) from message") > 0) {
                importedAtClick.set(beans.number("select count(*) from message"));
                mailboxes.act(OperationKind.MARK_READ, message("m2999"));
                provider.meanwhile(() -> importedWhenApplied.set(beans.number("select count(*) from message")));
            }
        });
        fetch();
        assertThat(importedAtClick.get()).isBetween(1L, 600L);
        assertThat(importedWhenApplied.get()).isLessThanOrEqualTo(importedAtClick.get() + 500);
        assertThat(beans.number("select count(*) from message")).isEqualTo(3_000);
        assertThat(beans.query("select imported_at is not null from account")).containsExactly(true);
    }

    @Test
    void another_client_marking_and_flagging_is_merged_aspect_by_aspect() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.failing(1);
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        provider.flag("INBOX", "m1", "\\Flagged");
        fetch();
        assertThat(seen("m1")).isTrue();
        assertThat(beans.query("select flags[1] from message")).containsExactly("\\Flagged");
    }

    @Test
    void two_workers_on_one_account_never_apply_an_operation_twice() throws Exception {
        for (int i = 0; i < 100; i++) {
            provider.deliver("INBOX", "m" + i);
        }
        fetch();
        var workers = java.util.concurrent.Executors.newFixedThreadPool(2);
        try {
            for (long id : mailboxIds()) {
                mailboxes.act(OperationKind.TRASH, id);
                workers.submit(() -> beans.get(SyncEngine.class).sync(account));
                workers.submit(() -> beans.get(SyncEngine.class).sync(account));
            }
        } finally {
            workers.shutdown();
            assertThat(workers.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES))
                    .isTrue();
        }
        drain();
        assertThat(provider.applied().stream()
                        .flatMap(command -> command.items().stream())
                        .map(WriteCommand.Item::operationId))
                .hasSize(100)
                .doesNotHaveDuplicates();
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(100);
    }

    @Test
    void what_is_queued_while_a_lane_is_being_released_is_not_forgotten() {
        provider.deliver("INBOX", "m1");
        fetch();
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        var lanes = beans.get(AccountLanes.class);
        var claim = lanes.claim(account).orElseThrow();
        beans.get(Settlement.class)
                .settle(
                        claim.lease(),
                        claim.batch(),
                        List.of(new org.mailback.provider.ItemOutcome(
                                claim.batch().get(0).id(), Outcome.Done.PLAIN)),
                        false);
        mailboxes.act(OperationKind.MARK_UNREAD, message("m1"));
        assertThat(lanes.release(claim.lease(), null)).as("due again at once").isTrue();
    }
}
