package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.provider.Outcome;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.WriteCommand;

/** What is done of a batch is settled while the provider works on the rest of it. */
class PartsTest extends OnScriptedProvider {

    private static final String[] FOLDERS = {"Archive", "INBOX", "Trash"};

    PartsTest() {
        super("12");
    }

    /** Twelve messages, four in each folder: three commands of one batch, each a part. */
    private void deliver(int each) {
        for (var folder : FOLDERS) {
            for (int i = 0; i < each; i++) {
                provider.deliver(folder, folder + i);
            }
        }
        fetch();
    }

    private List<Object> completed() {
        return beans.query("select distinct f.name from pending_operation o join message m on m.id = o.message_id"
                + " join folder f on f.id = m.server_folder_id where o.status = 'completed' order by f.name");
    }

    @Test
    void what_is_done_is_settled_before_the_rest_is_and_stays_so_when_the_server_fails() {
        deliver(4);
        var settled = new ArrayList<List<Object>>();
        for (var folder : FOLDERS) {
            provider.meanwhile(() -> {
                settled.add(completed());
                if (folder.equals("Trash")) {
                    throw new ProviderFailure.Throttled("too much", null);
                }
            });
        }
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        assertThat(settled).containsExactly(List.of(), List.of("Archive"), List.of("Archive", "INBOX"));
        assertThat(beans.query("select distinct server_seen from message m join folder f on f.id = m.server_folder_id"
                        + " where f.name <> 'Trash'"))
                .containsExactly(true);
        assertThat(operations(OperationStatus.PENDING)).hasSize(4).allMatch(one -> one.attempts() == 0);
        beans.pass(Duration.ofMinutes(10));
        drain();
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(12).allMatch(one -> one.attempts() == 1);
        assertThat(beans.number("select completed from account_activity")).isEqualTo(12);
    }

    @Test
    void the_user_may_act_on_what_is_settled_already() {
        deliver(4);
        provider.meanwhile(() -> {});
        provider.meanwhile(() -> mailboxes.act(OperationKind.MARK_UNREAD, message("Archive1")));
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        assertThat(provider.seen("Archive", "Archive1")).isFalse();
        assertThat(provider.seen("Archive", "Archive2")).isTrue();
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(13);
    }

    @Test
    void what_is_not_plainly_done_waits_for_the_end_of_the_batch() {
        deliver(4);
        provider.poisoned("Archive1", new Outcome.Refused(ErrorClass.REFUSED, "BAD no"));
        var settled = new ArrayList<List<Object>>();
        provider.meanwhile(() -> {});
        provider.meanwhile(() -> settled.add(completed()));
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        assertThat(settled).containsExactly(List.of());
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(11);
        assertThat(only(OperationStatus.FAILED).attempts()).isEqualTo(1);
    }

    @Test
    void moves_whose_new_places_nobody_tells_wait_for_the_end_too() {
        deliver(6);
        provider.keepingPlacesSecret();
        var settled = new ArrayList<List<Object>>();
        provider.meanwhile(() -> {});
        provider.meanwhile(() -> settled.add(completed()));
        var ids = beans.query("select m.id from message m join folder f on f.id = m.folder_id where f.name <> 'Trash'");
        mailboxes.act(OperationKind.TRASH, ids.stream().map(Long.class::cast).toList());
        drain();
        fetch();
        assertThat(settled).containsExactly(List.of());
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(12);
        assertThat(provider.count("Trash", "INBOX5") + provider.count("Trash", "Archive0"))
                .isEqualTo(2);
    }

    @Test
    void whoever_has_lost_the_lane_settles_no_part() {
        deliver(4);
        provider.meanwhile(() -> beans.execute("update account_lane set lease_no = lease_no + 1"));
        mailboxes.act(OperationKind.MARK_READ, mailboxIds());
        drain();
        assertThat(operations(OperationStatus.PENDING)).hasSize(12);
        assertThat(beans.query("select distinct server_seen from message")).containsExactly(false);
        beans.pass(Duration.ofMinutes(10));
        drain();
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(12).allMatch(one -> one.attempts() == 1);
    }

    @Test
    void parts_are_settled_at_the_same_time_and_each_operation_once() {
        var threads = Executors.newFixedThreadPool(4);
        try {
            beans.executeBy(threads);
            deliver(40);
            for (int round = 0; round < 6; round++) {
                mailboxes.act(round % 2 == 0 ? OperationKind.MARK_READ : OperationKind.MARK_UNREAD, mailboxIds());
                drain();
                assertThat(operations(OperationStatus.PENDING)).isEmpty();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(provider.applied().stream()
                        .flatMap(command -> command.items().stream())
                        .map(WriteCommand.Item::operationId))
                .hasSize(720)
                .doesNotHaveDuplicates();
        assertThat(beans.query("select distinct attempts from pending_operation"))
                .map(Object::toString)
                .containsExactly("1");
        assertThat(beans.number("select sum(completed) from account_activity")).isEqualTo(720);
        assertThat(beans.query("select distinct server_seen from message")).containsExactly(false);
    }
}
