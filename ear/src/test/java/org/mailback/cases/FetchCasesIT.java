package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a fetch may change while a user's wishes are on their way. */
class FetchCasesIT extends DovecotCases {

    @Test
    void F1_a_fetch_that_still_sees_unread_does_not_flip_a_message_that_was_read() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later").times(1);
        var second = mail.proxy().when("UID STORE").holdCommand().times(1);
        var sync = mail.holdSync();
        mail.markRead("M1").expect(200);
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS ($Touched)");
        mail.expectCopies("M1", 1);

        sync.release();
        second.awaitHit(Scenario.PATIENCE);
        assertThat(mail.shown("M1").seen()).isTrue();
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
        second.release();
        mail.drain();

        assertThat(mail.held("INBOX", "M1").seen()).isTrue();
        assertThat(mail.shown("M1").seen()).isTrue();
    }

    @Test
    void F2_an_answer_from_before_the_click_does_not_flip_it() {
        var mail = scenario().given("M1").connected();
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS (\\Flagged)");
        mail.expectCopies("M1", 1);
        var stale = mail.proxy().when("UID FETCH .*FLAGS").holdReply().times(1);
        mail.sync();
        stale.awaitHit(Scenario.PATIENCE);

        mail.markRead("M1").expect(200);
        stale.release();
        mail.drain();

        assertThat(mail.held("INBOX", "M1").flags()).containsExactlyInAnyOrder("\\Flagged", "\\Seen");
        assertThat(mail.shown("M1").seen()).isTrue();
    }

    @Test
    void F4_what_another_client_changes_besides_is_taken_while_the_wish_is_kept() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later").times(2);
        var sync = mail.holdSync();
        mail.markRead("M1").expect(200);
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS (\\Flagged)");
        mail.expectCopies("M1", 1);

        sync.release();
        mail.drain();

        assertThat(mail.held("INBOX", "M1").flags()).containsExactlyInAnyOrder("\\Flagged", "\\Seen");
        assertThat(mail.shown("M1").seen()).isTrue();
        assertThat(mail.flags("M1")).containsExactly("\\Flagged");
    }

    @Test
    void F5_once_confirmed_another_clients_change_wins() {
        var mail = scenario().given("M1").connected();
        mail.markRead("M1").expect(200);
        mail.drain();

        mail.release("M1");
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "-FLAGS (\\Seen)");
        mail.drain();

        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.held("INBOX", "M1").seen()).isFalse();
    }

    @Test
    void F6_a_failed_wish_stays_visible_until_it_is_discarded() {
        var mail = scenario().given("M1").connected();
        mail.proxy().when("UID STORE").answer("NO [UNAVAILABLE] later");
        mail.markRead("M1").expect(200);
        mail.drain();

        mail.expectCopies("M1", 1);
        for (var round = 1; round <= 3; round++) {
            mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS ($Round" + round + ")");
            mail.drain();
            assertThat(mail.shown("M1").seen()).isTrue();
            assertThat(mail.shown("M1").sync()).isEqualTo("failed");
        }

        mail.release("M1");
        mail.admin().post("sync/discard/" + mail.operation("M1").id()).expect(200);
        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.shown("M1").sync()).isEqualTo("synced");
    }

    @Test
    void F6_the_owner_may_try_a_failed_wish_again_or_give_it_up() {
        var mail = scenario().given("M1").connected();
        var refusal = mail.proxy().when("UID STORE").answer("NO [CANNOT] no").times(2);
        mail.markRead("M1").expect(200);
        mail.drain();
        assertThat(mail.shown("M1").sync()).isEqualTo("failed");

        mail.user().post("messages/" + mail.shown("M1").id() + "/retry").expect(200);
        refusal.awaitHit(Scenario.PATIENCE);
        mail.drain();
        assertThat(mail.shown("M1").sync()).isEqualTo("failed");

        mail.release("M1");
        mail.user().post("messages/" + mail.shown("M1").id() + "/discard").expect(200);
        assertThat(mail.shown("M1").seen()).isFalse();
        assertThat(mail.shown("M1").sync()).isEqualTo("synced");
    }

    @Test
    void F7_a_fetch_that_still_finds_a_message_in_the_inbox_makes_no_second_row() {
        var mail = scenario().given("M1", "M2").connected();
        mail.proxy().when("UID MOVE").answer("NO [UNAVAILABLE] later").times(1);
        var second = mail.proxy().when("UID MOVE").holdCommand().times(1);
        var sync = mail.holdSync();
        mail.trash("M1").expect(200);
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS ($Touched)");
        mail.expectCopies("M1", 1);

        sync.release();
        second.awaitHit(Scenario.PATIENCE);
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
        assertThat(mail.count("INBOX", "M1")).isEqualTo(1);
        second.release();
        mail.drain();
        assertThat(mail.count("Trash", "M1")).isEqualTo(1);
        assertThat(mail.shown("M1").folder().role()).isEqualTo("trash");
    }

    @Test
    void F10_what_another_client_removed_ends_its_operations() {
        var mail = scenario().given("M1", "M2").connected();
        var sync = mail.holdSync();
        mail.release("M1");
        mail.markRead("M1").expect(200);
        mail.c2().expunge("INBOX", mail.held("INBOX", "M1").uid());
        mail.expectCopies("M1", 0);

        sync.release();
        mail.drain();

        assertThat(mail.operation("M1").status()).isEqualTo("completed");
        assertThat(mail.operation("M1").note()).contains("gone");
        assertThat(mail.operation("M1").attempts()).isLessThanOrEqualTo(1);
        assertThat(mail.operation("M1").lastError()).isNull();
        assertThat(mail.isShown("M1")).isFalse();
    }

    @Test
    void F3_an_answer_that_arrives_after_the_confirmation_does_not_flip_it() {
        var mail = scenario().given("M1").connected();
        mail.c2().store("INBOX", mail.held("INBOX", "M1").uid(), "+FLAGS (\\Flagged)");
        mail.expectCopies("M1", 1);
        var stale = mail.proxy().when("UID FETCH .*FLAGS").holdReply().times(1);
        mail.sync();
        stale.awaitHit(Scenario.PATIENCE);
        mail.markRead("M1").expect(200);
        mail.endLease();
        await().atMost(Scenario.PATIENCE).until(() -> mail.operation("M1").is("completed"));
        assertThat(mail.held("INBOX", "M1").seen()).isTrue();

        stale.release();
        mail.drain();

        assertThat(mail.shown("M1").seen()).isTrue();
        assertThat(mail.held("INBOX", "M1").flags()).containsExactlyInAnyOrder("\\Flagged", "\\Seen");
    }

    @Test
    void F15_a_full_resync_reads_everything_anew_and_keeps_what_is_pending() {
        var ten = IntStream.rangeClosed(1, 10).mapToObj(n -> "R" + n).toArray(String[]::new);
        var more = IntStream.rangeClosed(1, 10).mapToObj(n -> "T" + n).toArray(String[]::new);
        var mail = scenario().given(ten).given(more).given("wrong", "missing").connected();
        mail.release("wrong");
        mail.release("missing");
        mail.execute("update message set seen = true, server_seen = true where id = " + mail.id("wrong"));
        mail.execute("delete from message where id = " + mail.id("missing"));
        mail.drain();
        assertThat(mail.shown("wrong").seen()).isTrue();
        assertThat(mail.isShown("missing")).isFalse();
        var refusal = mail.proxy()
                .when("UID (STORE|MOVE)")
                .answer("NO [UNAVAILABLE] later")
                .times(2);
        var sync = mail.holdSync();
        mail.markRead(ten).expect(200);
        mail.trash(more).expect(200);

        mail.user().post("accounts/" + mail.account() + "/resync").expect(202);
        assertThat(mail.live()).hasSize(20);
        sync.release();
        mail.awaitIdle();

        assertThat(refusal.hits()).isEqualTo(2);
        assertThat(mail.operations()).hasSize(20).extracting(Queued::status).containsOnly("completed");
        assertThat(mail.c2().messages("Trash")).hasSize(10);
        assertThat(mail.c2().messages("INBOX")).filteredOn(held -> held.seen()).hasSize(10);
        assertThat(mail.shown("wrong").seen()).isFalse();
        assertThat(mail.shown("missing").folder().role()).isEqualTo("inbox");

        mail.user().post("sync/accounts/" + mail.account() + "/resync").expect(403);
        scenario()
                .connected()
                .user()
                .post("accounts/" + mail.account() + "/resync")
                .expect(404);
        mail.execute("update message set seen = true, server_seen = true where id = " + mail.id("wrong"));
        mail.admin().post("sync/accounts/" + mail.account() + "/resync").expect(200);
        mail.awaitIdle();
        assertThat(mail.shown("wrong").seen()).isFalse();
    }
}
