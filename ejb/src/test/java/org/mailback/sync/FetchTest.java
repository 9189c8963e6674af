package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.AccountRecords;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;

/** Fetches, beside which a user goes on clicking and other clients change things. */
class FetchTest extends OnScriptedProvider {

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
    void whoever_wants_all_read_anew_while_a_fetch_runs_gets_it_by_the_next() {
        provider.deliver("INBOX", "m1");
        provider.deliver("INBOX", "m2");
        fetch();
        provider.remove("INBOX", "m2");
        beans.execute("update folder set server_exists = 1 where name = 'INBOX'"); // as if the removal had been missed
        provider.setSeen("INBOX", "m1", true);
        provider.whileReading(() -> {
            provider.whileReading(() -> {});
            readAnew();
        });
        fetch();
        assertThat(beans.query("select subject from message where not removed")).containsExactly("m1");
    }

    private void readAnew() {
        try {
            beans.inTransaction(() -> {
                beans.get(AccountRecords.class).readAnew(account);
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_deleted_message_does_not_come_back_while_its_delete_waits() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.failing(1);
        beans.execute("insert into message_body (message_id, raw) select id, 'secret' from message");
        mailboxes.act(OperationKind.DELETE, message("m1"));
        fetch();
        fetch();
        assertThat(beans.number("select count(*) from message where not removed"))
                .isZero();
        beans.pass(Duration.ofMinutes(2));
        drain();
        assertThat(provider.census()).isEmpty();
        assertThat(beans.number("select count(*) from message_body")).isZero();
    }

    @Test
    void a_slice_of_an_import_takes_a_few_statements_however_many_messages_it_has() {
        var statistics = beans.factory().unwrap(SessionFactory.class).getStatistics();
        IntStream.range(0, 400).forEach(n -> provider.deliver("INBOX", "m" + n));
        statistics.setStatisticsEnabled(true);
        try {
            fetch();
            assertThat(beans.number("select count(*) from message")).isEqualTo(400);
            assertThat(statistics.getQueries())
                    .noneMatch(query -> query.contains("flags = r.flags") || query.contains("flags = p.flags"));
            assertThat(statistics.getPrepareStatementCount()).isLessThan(80);
        } finally {
            statistics.setStatisticsEnabled(false);
            statistics.clear();
        }
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

    /** One transaction for a large folder would take longer than a transaction may, again and again. */
    @Test
    void what_changed_in_a_whole_folder_is_merged_in_transactions_of_bounded_size() {
        IntStream.range(0, 5_200).forEach(n -> provider.deliver("INBOX", "m"));
        fetch();
        provider.setSeen("INBOX", "m", true);
        fetch();
        assertThat(beans.number("select count(*) from message where seen")).isEqualTo(5_200);
        assertThat(beans.number(
                        "select max(n) from (select count(*) as n from message where seen group by xmin::text) merged"))
                .isLessThanOrEqualTo(5_000);
    }

    @Test
    void F10_what_goes_missing_in_the_middle_of_a_fetch_uses_no_attempt() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.flag("INBOX", "m1", "$Touched");
        provider.whileReading(() -> {
            provider.whileReading(() -> {});
            mailboxes.act(OperationKind.MARK_READ, message("m1"));
            provider.remove("INBOX", "m1");
        });
        fetch();
        assertThat(only(OperationStatus.COMPLETED).attempts()).isZero();
        assertThat(beans.query("select note from pending_operation"))
                .singleElement()
                .asString()
                .startsWith("gone");
        assertThat(beans.number("select count(*) from operation_attempt")).isZero();
    }
}
