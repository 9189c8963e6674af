package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

class PruningTest {

    private final Beans beans = new Beans();
    private final Mailboxes mailboxes = new Mailboxes(beans);

    @AfterEach
    void close() {
        beans.close();
    }

    private void prune() {
        while (beans.get(Pruning.class).prune(Duration.ofDays(7), 2) > 0) {}
    }

    @Test
    void settled_operations_go_after_the_retention_time_and_live_ones_stay() {
        long account = mailboxes.account("alice");
        mailboxes.act(OperationKind.MARK_READ, mailboxes.messages(account, 10));
        beans.execute("update pending_operation set status = 'completed', completed_at = now() - interval '8 days'"
                + " where seq <= 5");
        beans.execute("update pending_operation set status = 'completed', completed_at = now() - interval '6 days'"
                + " where seq = 6");
        beans.execute("update pending_operation set status = 'failed', created_at = now() - interval '99 days'"
                + " where seq = 7");
        prune();
        assertThat(beans.query("select status || seq from pending_operation order by seq"))
                .containsExactly("completed6", "failed7", "pending8", "pending9", "pending10");
    }

    @Test
    void activity_goes_after_the_longest_chart_and_jobs_that_are_over_after_the_retention_time() {
        long account = mailboxes.account("alice");
        beans.execute("insert into account_activity select now() - n * interval '1 hour', " + account
                + ", 1, 0, 0 from generate_series(166, 172) n");
        beans.execute("insert into total_activity select now() - n * interval '1 hour', n % 2, 1, 0, 0"
                + " from generate_series(166, 172) n");
        for (var job : new String[] {"'done', now() - interval '8 days'", "'done', now()", "'running', null"}) {
            beans.execute("insert into bulk_job (action, filter, created_by, state, finished_at)"
                    + " values ('retry', '', 'root', " + job + ")");
        }
        prune();
        assertThat(beans.number("select count(*) from account_activity")).isEqualTo(3);
        assertThat(beans.number("select count(*) from total_activity")).isEqualTo(3);
        assertThat(beans.query("select state from bulk_job order by id")).containsExactly("done", "running");
    }

    @Test
    void tombstones_go_when_nothing_refers_to_them_any_more() {
        long account = mailboxes.account("alice");
        var ids = mailboxes.messages(account, 3);
        mailboxes.act(OperationKind.DELETE, ids.get(0));
        beans.execute("update message set removed = true, uid = null, server_folder_id = null,"
                + " missing_since = now() - interval '8 days' where id in (" + ids.get(0) + ", " + ids.get(1) + ")");
        prune();
        assertThat(beans.query("select id from message order by id")).containsExactly(ids.get(0), ids.get(2));
    }

    @Test
    void a_deleted_account_goes_with_all_it_had_and_no_other() {
        long gone = mailboxes.account("alice");
        long stays = mailboxes.account("bob");
        var messages = mailboxes.messages(gone, 5);
        mailboxes.act(OperationKind.MARK_READ, messages);
        beans.execute("update pending_operation set status = 'completed', completed_at = now() where message_id = "
                + messages.get(0));
        beans.execute("update pending_operation set status = 'failed' where message_id = " + messages.get(1));
        mailboxes.act(OperationKind.MARK_READ, mailboxes.messages(stays, 1));
        beans.execute("update account set deleted_at = now() - interval '8 days' where id = " + gone);
        prune();
        assertThat(beans.query("select id from account")).containsExactly(stays);
        assertThat(beans.query("select account_id from message")).containsExactly(stays);
        assertThat(beans.query("select account_id from pending_operation")).containsExactly(stays);
    }

    @Test
    void U10_thirty_days_of_done_operations_go_while_users_go_on_clicking_and_leave_no_room_behind() throws Exception {
        long account = mailboxes.account("alice");
        var messages = mailboxes.messages(account, 70);
        mailboxes.act(OperationKind.MARK_READ, messages.subList(0, 2));
        beans.execute("update pending_operation set status = 'failed', created_at = now() - interval '99 days'"
                + " where message_id = " + messages.get(0));
        long fullMonth = 0;
        for (int month = 0; month < 3; month++) {
            addThirtyDays(account, messages.get(69));
            fullMonth = month == 0 ? size() : fullMonth;
            var purge = CompletableFuture.runAsync(() -> {
                while (beans.get(Pruning.class).prune(Duration.ofDays(7), 1_000) > 0) {}
            });
            for (int click = 0; click < 20; click++) {
                long begun = System.nanoTime();
                mailboxes.act(OperationKind.MARK_READ, messages.get(2 + month * 20 + click));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            }
            purge.get(2, TimeUnit.MINUTES);
            try (var connection = beans.database().connect();
                    var statement = connection.createStatement()) {
                statement.execute("vacuum pending_operation_settled");
            }
            assertThat(size()).isLessThan(2 * fullMonth);
        }
        assertThat(beans.number("select count(*) from pending_operation where status = 'completed'"
                        + " and completed_at < now() - interval '7 days 1 hour'"))
                .isZero();
        assertThat(beans.number("select count(*) from pending_operation where status = 'completed'"))
                .isBetween(3 * 6 * 500L, 3 * 8 * 500L);
        assertThat(beans.number("select count(*) from pending_operation where status = 'pending'"))
                .isEqualTo(61);
        assertThat(beans.number("select count(*) from pending_operation where status = 'failed'"))
                .isEqualTo(1);
    }

    private long size() {
        return beans.number("select pg_total_relation_size('pending_operation_settled')");
    }

    private void addThirtyDays(long account, long message) {
        beans.execute("insert into pending_operation (account_id, message_id, seq, kind, aspect, status, completed_at)"
                + " select " + account + ", " + message + ", n, 'mark_read', 'seen', 'completed',"
                + " now() - n * interval '30 days' / 15000 from generate_series(1, 15000) n");
    }
}
