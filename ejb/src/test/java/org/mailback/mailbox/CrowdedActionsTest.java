package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

/** Many click at once, some on many messages, while others hold locks: the numbers in every lane are as if one had come after the other. */
class CrowdedActionsTest {

    private static final int USERS = 3;
    private static final int MESSAGES = 12;
    private static final int CLICKERS = 8;
    private static final int CLICKS = 120;

    private final Beans beans = new Beans();
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private final List<Long> accounts = new ArrayList<>();
    private final List<List<Long>> messages = new ArrayList<>();
    private final List<Caller> owners = new ArrayList<>();
    private final AtomicInteger queued = new AtomicInteger();

    @BeforeEach
    void connect() {
        for (int user = 0; user < USERS; user++) {
            long account = mailboxes.account("user" + user);
            accounts.add(account);
            owners.add(new Caller(
                    beans.number("select owner_id from account where id = " + account), "user" + user, false));
            var own = new ArrayList<Long>();
            for (int n = 0; n < MESSAGES; n++) {
                own.add(mailboxes.message(account));
            }
            messages.add(own);
        }
    }

    @AfterEach
    void close() {
        beans.close();
    }

    @Test
    void every_wish_is_numbered_once_and_the_last_one_is_what_the_user_sees() throws Exception {
        var tasks = new ArrayList<Callable<Void>>();
        for (int clicker = 0; clicker < CLICKERS; clicker++) {
            var dice = new Random(clicker);
            tasks.add(() -> {
                for (int n = 0; n < CLICKS; n++) {
                    click(dice);
                }
                return null;
            });
        }
        tasks.add(this::many);
        tasks.add(this::lock);
        var threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        for (long account : accounts) {
            var numbers =
                    beans
                            .query("select seq from pending_operation where account_id = " + account + " order by seq")
                            .stream()
                            .map(number -> ((Number) number).longValue())
                            .toList();
            assertThat(numbers).isNotEmpty().doesNotHaveDuplicates();
            assertThat(beans.number("select queued_no from account_lane where account_id = " + account))
                    .isEqualTo(numbers.size())
                    .isEqualTo(numbers.get(numbers.size() - 1));
        }
        assertThat(beans.number("select count(*) from pending_operation")).isEqualTo(queued.get());
        assertThat(beans.query("""
                        select m.id from message m join lateral (
                            select kind from pending_operation where message_id = m.id order by seq desc limit 1) o on true
                        where m.seen <> (o.kind = 'mark_read')""")).isEmpty();
        assertThat(beans.query("select message_id from pending_operation where status = 'pending'"
                        + " group by message_id having count(*) > 1"))
                .isEmpty();
        assertThat(beans.query("select o.id from pending_operation o join account a on a.id = o.account_id"
                        + " where o.created_by <> a.owner_id"))
                .isEmpty();
    }

    /** As everybody does who locks several; a folder's index has the newest first. */
    @Test
    void messages_are_locked_in_the_order_of_their_ids() throws Exception {
        var ids = messages.get(0);
        beans.execute("update message set internal_date = now() + id * interval '1 minute'");
        for (var kind : List.of(OperationKind.MARK_READ, OperationKind.MARK_UNREAD, OperationKind.TRASH)) {
            var threads = Executors.newSingleThreadExecutor();
            try (var connection = beans.database().connect();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("select 1 from message where id = " + ids.get(0) + " for update");
                var action = threads.submit(
                        () -> beans.get(MessageActions.class).apply(owners.get(0), kind, new Selection.Ids(ids)));
                await().until(() -> beans.number("select count(*) from pg_locks where not granted") == 1);
                statement.execute("select 1 from message where id = any('"
                        + ids.toString().replace('[', '{').replace(']', '}') + "') order by id for update nowait");
                connection.commit();
                assertThat(action.get().changed()).isEqualTo(MESSAGES);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void click(Random dice) {
        int user = dice.nextInt(USERS);
        var kind = dice.nextBoolean() ? OperationKind.MARK_READ : OperationKind.MARK_UNREAD;
        var message = messages.get(user).get(dice.nextInt(MESSAGES));
        var result = beans.get(SingleActions.class).apply(owners.get(user), kind, message);
        assertThat(result.refused()).isEmpty();
        assertThat(result.queued()).isEqualTo(result.changed());
        queued.addAndGet(result.queued());
    }

    private Void many() {
        for (int n = 0; n < CLICKS / 4; n++) {
            int user = n % USERS;
            var kind = n % 2 == 0 ? OperationKind.MARK_READ : OperationKind.MARK_UNREAD;
            var result = beans.get(MessageActions.class)
                    .apply(owners.get(user), kind, new Selection.Ids(messages.get(user)));
            queued.addAndGet(result.queued());
        }
        return null;
    }

    /** As a settlement does with lanes, and a fetch with messages. */
    private Void lock() throws Exception {
        try (var connection = beans.database().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int n = 0; n < CLICKS / 2; n++) {
                statement.execute(
                        "select 1 from account_lane where account_id = " + accounts.get(n % USERS) + " for update");
                statement.execute("select pg_sleep(0.002)");
                connection.commit();
                statement.execute("select 1 from message where account_id = " + accounts.get(n % USERS)
                        + " order by id for update");
                connection.commit();
            }
        }
        return null;
    }
}
