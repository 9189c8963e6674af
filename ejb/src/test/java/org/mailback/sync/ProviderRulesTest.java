package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.mailbox.AccountRecords;
import org.mailback.mailbox.Caller;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.PendingOperation;
import org.mailback.provider.MailProvider;
import org.mailback.provider.Outcome;
import org.mailback.provider.ProviderFailure;
import org.mailback.rig.Beans;

/** What the catalogue asks of providers that answer item by item and say when to come back. */
class ProviderRulesTest extends OnScriptedProvider {

    private final Map<String, String> patient = Map.of("mailback.sync.interval", "PT1H");

    @Test
    void X13_until_the_provider_wants_to_be_asked_again_no_node_asks_it_whoever_wishes() {
        var nodes = new ArrayList<>(List.of(beans, secondNode()));
        provider.deliver("INBOX", "m1");
        provider.deliver("INBOX", "m2");
        fetch();
        provider.ill(new ProviderFailure.Throttled("429", Instant.now().plus(Duration.ofMinutes(10))));
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        drain();
        int asked = provider.asked();

        for (int minute = 0; minute < 9; minute++) {
            beans.pass(Duration.ofMinutes(1));
            mailboxes.act(minute % 2 == 0 ? OperationKind.MARK_READ : OperationKind.MARK_UNREAD, message("m2"));
            beans.get(AccountRecords.class).syncNow(owner(), account);
            assertThat(nodes).noneMatch(node -> node.get(SyncEngine.class).sync(account));
        }
        assertThat(provider.asked()).isEqualTo(asked);
        assertThat(beans.query("select pause_reason from account_lane")).containsExactly("throttled");
        assertThat(operations(OperationStatus.PENDING))
                .hasSize(2)
                .extracting(PendingOperation::attempts)
                .containsOnly(0);

        provider.ill(null);
        beans.pass(Duration.ofMinutes(2));
        nodes.get(1).get(SyncEngine.class).sync(account);
        assertThat(operations(OperationStatus.COMPLETED))
                .extracting(PendingOperation::attempts)
                .containsOnly(1);
        assertThat(provider.seen("INBOX", "m1")).isTrue();
        assertThat(provider.seen("INBOX", "m2")).isTrue();
    }

    private Beans secondNode() {
        return beans.anotherNode(patient).put(MailProvider.class, provider);
    }

    private Caller owner() {
        return new Caller(beans.number("select owner_id from account"), "alice", false);
    }

    @Test
    void X14_of_one_set_some_are_done_some_gone_and_some_asked_again_later() {
        for (int i = 0; i < 20; i++) {
            provider.deliver("INBOX", "m" + i);
        }
        fetch();
        for (int i = 0; i < 3; i++) {
            provider.poisoned("m" + i, new Outcome.TryAgain("429 for this one"));
        }
        long gone = message("m3");
        provider.remove("INBOX", "m3");
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();

        assertThat(provider.applied().get(0).items()).hasSize(20);
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(17);
        assertThat(beans.query("select note from pending_operation where message_id = " + gone))
                .singleElement()
                .asString()
                .startsWith("gone");
        assertThat(operations(OperationStatus.PENDING)).hasSize(3).allSatisfy(waiting -> {
            assertThat(waiting.attempts()).isEqualTo(1);
            assertThat(waiting.notBefore()).isAfter(Instant.now());
        });

        for (int i = 0; i < 3; i++) {
            provider.cured("m" + i);
        }
        beans.pass(Duration.ofMinutes(2));
        drain();
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(20);
        assertThat(provider.applied().get(provider.applied().size() - 1).items())
                .hasSize(3);
    }

    @Test
    void C13_a_serialization_failure_of_the_result_is_repeated_at_once_and_the_provider_is_not_asked_again() {
        provider.deliver("INBOX", "m1");
        fetch();
        beans.spoil();
        beans.execute("create sequence failures");
        beans.execute("""
                create function collide() returns trigger language plpgsql as $$ begin
                    if nextval('failures') <= 2 then raise sqlstate '40001' using message = 'could not serialize'; end if;
                    return new;
                end $$
                """);
        beans.execute("create trigger collide before update on pending_operation_pending for each row"
                + " when (new.status = 'completed') execute function collide()");
        mailboxes.act(OperationKind.TRASH, message("m1"));
        drain();

        assertThat(beans.number("select last_value from failures")).isEqualTo(3);
        assertThat(only(OperationStatus.COMPLETED).attempts()).isEqualTo(1);
        assertThat(provider.applied()).hasSize(1);
        assertThat(provider.census()).containsEntry("m1", 1L);
        assertThat(beans.query("select pause_reason from account_lane")).containsExactly((Object) null);
        assertThat(beans.number("select sum(completed) from account_activity")).isEqualTo(1);
    }

    @Test
    void U8_an_account_with_very_many_changes_leaves_their_turn_to_two_hundred_others() {
        beans.execute("delete from account_lane");
        beans.execute("delete from account");
        var sealed = beans.get(AccountPasswords.class);
        long big = mailboxes.account("big");
        var many = mailboxes.messages(big, 100_000);
        for (int from = 0; from < many.size(); from += 10_000) {
            mailboxes.act(OperationKind.MARK_READ, many.subList(from, from + 10_000));
        }
        var small = new ArrayList<Long>();
        for (int i = 0; i < 200; i++) {
            small.add(mailboxes.account("small"));
            mailboxes.act(OperationKind.MARK_READ, mailboxes.message(small.get(i)));
        }
        for (var row : beans.query("select id from account")) {
            long id = ((Number) row).longValue();
            var secret = sealed.seal(id, "secret");
            beans.execute("update account set password_sealed = '\\x"
                    + HexFormat.of().formatHex(secret.text()) + "', password_key_id = '" + secret.keyId()
                    + "' where id = " + id);
        }
        var lanes = beans.get(LaneClaims.class);
        assertThat(lanes.due(1_000)).hasSize(201).first().isEqualTo(new LaneClaims.Due(big, false));
        provider.answeringAll(Outcome.Done.PLAIN);

        for (var due : lanes.due(1_000)) {
            beans.get(SyncEngine.class).sync(due.accountId());
        }

        assertThat(beans.number(
                        "select count(*) from pending_operation where status = 'pending' and account_id <> " + big))
                .isZero();
        while (beans.get(SyncEngine.class).sync(big)) {}
        assertThat(beans.number("select count(*) from pending_operation where status = 'pending'"))
                .isZero();
        assertThat(provider.applied()).hasSize(300);
    }
}
