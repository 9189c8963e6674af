package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

/** What folders say they hold is what they hold, whoever writes at the same time. */
class FolderCountsTest {

    private final Beans beans = new Beans();
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private final Folders folders = beans.get(Folders.class);
    private long account;
    private Caller alice;

    @BeforeEach
    void connect() {
        account = mailboxes.account("alice");
        alice = new Caller(beans.number("select id from app_user where name = 'alice'"), "alice", false);
    }

    @AfterEach
    void close() {
        beans.close();
    }

    private List<String> shown() {
        return folders.list(alice, account).stream()
                .map(folder -> folder.name() + " " + folder.total() + " " + folder.unread())
                .sorted()
                .toList();
    }

    private List<String> counted() {
        return beans
                .query(
                        "select f.name || ' ' || count(m.id) || ' ' || count(m.id) filter (where not m.seen) from folder f"
                                + " left join message m on m.folder_id = f.id and not m.removed where f.account_id = "
                                + account
                                + " group by f.id")
                .stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }

    private long rows() {
        return beans.number("select count(*) from folder_count");
    }

    @Test
    void every_way_of_writing_messages_is_counted() {
        var ids = mailboxes.messages(account, 10);
        assertThat(shown()).contains("INBOX 10 10").isEqualTo(counted());
        mailboxes.act(OperationKind.MARK_READ, ids.subList(0, 4));
        mailboxes.act(OperationKind.TRASH, ids.subList(2, 6));
        mailboxes.act(OperationKind.MARK_UNREAD, ids.get(0));
        mailboxes.act(OperationKind.RESTORE, ids.get(2));
        mailboxes.act(OperationKind.DELETE, ids.subList(5, 8));
        assertThat(shown())
                .containsExactly("Archive 0 0", "INBOX 5 3", "Trash 2 1")
                .isEqualTo(counted());
        beans.execute("delete from message where id in (" + ids.get(0) + ", " + ids.get(7) + ")");
        assertThat(shown()).isEqualTo(counted());
    }

    @Test
    void what_nobody_sees_adds_nothing() {
        var ids = mailboxes.messages(account, 10);
        long before = rows();
        beans.execute("update message set server_seen = true, flags = '{x}', uid = null");
        beans.execute("update message set seen = seen, folder_id = folder_id");
        mailboxes.act(OperationKind.MARK_UNREAD, ids);
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void differences_are_folded_when_they_are_many_and_the_sums_stay() {
        var ids = mailboxes.messages(account, 200);
        ids.forEach(id -> mailboxes.act(OperationKind.MARK_READ, id));
        assertThat(rows()).isGreaterThan(200);
        var before = shown();
        assertThat(rows()).isEqualTo(1);
        assertThat(shown()).isEqualTo(before).isEqualTo(counted());
    }

    @Test
    void an_account_that_goes_takes_its_counts_along() {
        mailboxes.messages(account, 10);
        beans.execute("delete from account where id = " + account);
        assertThat(rows()).isZero();
    }

    /** Marking, moving, merging, arriving, vanishing, folding; some of it rolled back. */
    @Test
    void many_writers_at_once_leave_the_right_counts() throws Exception {
        var ids = mailboxes.messages(account, 300);
        var seed = System.nanoTime();
        var work = new ArrayList<Callable<Void>>();
        for (int i = 0; i < 6; i++) {
            var random = new Random(seed + i);
            work.add(() -> {
                for (int round = 0; round < 40; round++) {
                    write(random, ids);
                }
                return null;
            });
        }
        var writers = Executors.newFixedThreadPool(work.size());
        try {
            for (var result : writers.invokeAll(work, 2, TimeUnit.MINUTES)) {
                result.get();
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(shown()).as("seed " + seed).isEqualTo(counted());
        beans.execute("delete from folder_count");
        assertThat(shown()).as("the differences are what is shown").isNotEqualTo(counted());
    }

    private void write(Random random, List<Long> ids) throws Exception {
        var some = random.ints(1 + random.nextInt(20), 0, ids.size())
                .mapToObj(ids::get)
                .distinct()
                .toList();
        var list = some.toString().replace('[', '(').replace(']', ')');
        switch (random.nextInt(9)) {
            case 0 -> mailboxes.act(OperationKind.MARK_READ, some);
            case 1 -> mailboxes.act(OperationKind.MARK_UNREAD, some);
            case 2 -> mailboxes.act(OperationKind.TRASH, some);
            case 3 -> mailboxes.act(OperationKind.RESTORE, some);
            case 4 -> shown();
            case 5 -> arrive(1 + random.nextInt(5));
            case 6 ->
                unlocked(
                        "update message m set seen = not m.seen, removed = random() < 0.1 from (select id from message where id in "
                                + list + " order by id for update) x where m.id = x.id");
            case 7 ->
                unlocked("update message m set seen = true from (select id from message where id in " + list
                        + " order by id for update) x where m.id = x.id");
            default -> rolledBack("update message set removed = true where id = " + some.get(0));
        }
    }

    /** One after the other, because the UIDs they get are counted. */
    private synchronized void arrive(int count) {
        mailboxes.messages(account, count);
    }

    /** As the sync engine merges: without the lane's lock. */
    private void unlocked(String statement) {
        beans.execute(statement);
    }

    private void rolledBack(String statement) throws Exception {
        try (var connection = beans.database().connect();
                var change = connection.createStatement()) {
            connection.setAutoCommit(false);
            change.execute(statement);
            connection.rollback();
        }
    }
}
