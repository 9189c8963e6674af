package org.mailback.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.event.JobChanged;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;

/** Many operations retried or discarded in slices, whatever happens in between. */
class BulkJobTest extends OnConsole {

    private static final OperationFilter ALL_FAILED = OperationFilter.of(OperationStatus.FAILED);

    private final BulkJobs jobs = beans.get(BulkJobs.class);
    private final BulkJobSlices slices = beans.get(BulkJobSlices.class);
    private final BulkJobRunner runner = beans.get(BulkJobRunner.class);
    private long account;

    @BeforeEach
    void connect() {
        account = mailboxes.account("alice");
    }

    private List<Long> failed(int count) {
        return failed(account, count, ErrorClass.QUOTA, "NO [OVERQUOTA] full");
    }

    private BulkJob retryAll() {
        return jobs.create(ADMIN, Remedy.RETRY, ALL_FAILED);
    }

    private List<BulkJob> told() {
        return beans.events().stream()
                .filter(JobChanged.class::isInstance)
                .map(event -> (BulkJob) ((JobChanged) event).job())
                .toList();
    }

    @Test
    void all_that_failed_is_retried_in_slices_and_the_end_is_told() {
        failed(1_200);
        var job = retryAll();
        assertThat(job.total()).isEqualTo(1_200);
        assertThat(job.state()).isEqualTo("running");
        runner.run();
        assertThat(jobs.get(job.id())).satisfies(done -> {
            assertThat(done.state()).isEqualTo("done");
            assertThat(done.changed()).isEqualTo(1_200);
            assertThat(done.done()).isEqualTo(1_200);
            assertThat(done.skipped()).isZero();
            assertThat(done.finishedAt()).isNotNull();
        });
        assertThat(count(account, OperationStatus.PENDING)).isEqualTo(1_200);
        assertThat(beans.query("select due_at <= now() from account_lane")).containsExactly(true);
        assertThat(told()).first().extracting(BulkJob::done).isEqualTo(0L);
        assertThat(told()).last().extracting(BulkJob::state).isEqualTo("done");
    }

    @Test
    void only_what_matches_is_changed() {
        long other = mailboxes.account("bob");
        failed(3);
        failed(other, 2, ErrorClass.REFUSED, "NO never");
        var filter =
                new OperationFilter(OperationStatus.FAILED, null, null, ErrorClass.REFUSED, "LOCALHOST", "never", null);
        var job = jobs.create(ADMIN, Remedy.DISCARD, filter);
        runner.run();
        assertThat(jobs.get(job.id()).changed()).isEqualTo(2);
        assertThat(job.filter()).isEqualTo("server LOCALHOST, error refused, text \"never\"");
        assertThat(count(other, OperationStatus.CANCELLED)).isEqualTo(2);
        assertThat(count(account, OperationStatus.FAILED)).isEqualTo(3);
        assertThat(beans.query("select distinct seen from message where account_id = " + other))
                .containsExactly(false);
    }

    @Test
    void what_fails_after_the_job_was_created_is_not_meant() {
        failed(2);
        retryAll();
        var later = failed(1);
        runner.run();
        assertThat(mailboxes.list(account, OperationStatus.FAILED))
                .extracting(operation -> operation.id())
                .containsExactlyElementsOf(later);
    }

    @Test
    void what_was_changed_meanwhile_is_skipped() {
        var ids = failed(4);
        var job = retryAll();
        beans.get(Remedies.class).apply(ADMIN, Remedy.DISCARD, OperationFilter.failed(List.of(ids.get(0))));
        mailboxes.act(OperationKind.MARK_UNREAD, message(ids.get(1)));
        runner.run();
        assertThat(jobs.get(job.id())).satisfies(done -> {
            assertThat(done.state()).isEqualTo("done");
            assertThat(done.changed()).isEqualTo(2);
            assertThat(done.skipped()).isEqualTo(2);
        });
    }

    @Test
    void what_was_retried_and_failed_anew_is_not_retried_again() {
        var ids = failed(2);
        var job = retryAll();
        beans.get(Remedies.class).apply(ADMIN, Remedy.RETRY, OperationFilter.failed(ids.subList(0, 1)));
        fail(ids.subList(0, 1), ErrorClass.QUOTA, "NO still full");
        runner.run();
        assertThat(jobs.get(job.id()).changed()).isEqualTo(1);
        assertThat(jobs.get(job.id()).skipped()).isEqualTo(1);
        assertThat(mailboxes.list(account, OperationStatus.FAILED))
                .extracting(operation -> operation.id())
                .containsExactly(ids.get(0));
    }

    private long message(long operation) {
        return beans.number("select message_id from pending_operation where id = " + operation);
    }

    @Test
    void chosen_ids_may_be_more_than_one_request_takes_and_unknown_ones_are_skipped() {
        var ids = failed(3);
        var chosen = Stream.concat(
                        Stream.concat(ids.stream(), ids.stream()),
                        LongStream.range(1_000_000, 1_012_000).boxed())
                .toList();
        var job = jobs.create(ADMIN, Remedy.RETRY, OperationFilter.failed(chosen));
        runner.run();
        assertThat(job.total()).isEqualTo(12_003);
        assertThat(jobs.get(job.id()).changed()).isEqualTo(3);
        assertThat(jobs.get(job.id()).skipped()).isEqualTo(12_000);
    }

    @Test
    void a_job_without_operations_is_done_at_once() {
        assertThat(retryAll().state()).isEqualTo("done");
        assertThat(slices.claim()).isEmpty();
    }

    @Test
    void another_node_goes_on_where_one_died_and_nothing_is_repeated() {
        failed(1_200);
        var job = retryAll();
        var dead = slices.claim().orElseThrow();
        assertThat(slices.step(dead, false)).isTrue();
        assertThat(slices.claim()).isEmpty();
        beans.execute("update bulk_job set lease_until = clock_timestamp() - interval '1 second'");
        runner.run();
        assertThat(jobs.get(job.id()).changed()).isEqualTo(1_200);
        assertThat(beans.number("select count(*) from operation_attempt where outcome = 'retried'"))
                .isEqualTo(1_200);
        assertThat(slices.step(dead, false)).isFalse();
        assertThat(jobs.get(job.id()).done()).isEqualTo(1_200);
    }

    @Test
    void a_slice_that_is_rolled_back_leaves_no_trace_and_is_done_later() {
        failed(600);
        var job = retryAll();
        beans.execute("alter table bulk_job add constraint broken check (done = 0) not valid");
        beans.spoil();
        runner.run();
        assertThat(jobs.get(job.id())).satisfies(broken -> {
            assertThat(broken.done()).isZero();
            assertThat(broken.state()).isEqualTo("running");
            assertThat(broken.error()).contains("log");
        });
        assertThat(count(account, OperationStatus.FAILED)).isEqualTo(600);
        beans.execute("alter table bulk_job drop constraint broken");
        beans.execute("update bulk_job set lease_until = null");
        runner.run();
        assertThat(jobs.get(job.id()).changed()).isEqualTo(600);
        assertThat(jobs.get(job.id()).error()).isNull();
    }

    @Test
    void a_job_that_cannot_be_done_fails_after_some_tries() {
        failed(1);
        var job = retryAll();
        beans.execute("alter table bulk_job add constraint broken check (done = 0) not valid");
        beans.spoil();
        for (int i = 0; i < 5; i++) {
            runner.run();
            beans.execute("update bulk_job set lease_until = null");
        }
        assertThat(jobs.get(job.id()).state()).isEqualTo("failed");
        assertThat(jobs.get(job.id()).finishedAt()).isNotNull();
        assertThat(slices.claim()).isEmpty();
    }

    @Test
    void several_nodes_share_the_jobs_and_each_operation_is_changed_once() throws Exception {
        long other = mailboxes.account("bob");
        failed(1_500);
        failed(other, 1_500, ErrorClass.REFUSED, "NO");
        jobs.create(ADMIN, Remedy.RETRY, ALL_FAILED);
        jobs.create(ADMIN, Remedy.RETRY, ALL_FAILED);
        Callable<Void> node = () -> {
            runner.run();
            return null;
        };
        var nodes = Executors.newFixedThreadPool(3);
        try {
            for (var result : nodes.invokeAll(List.of(node, node, node))) {
                result.get();
            }
        } finally {
            nodes.shutdown();
        }
        assertThat(jobs.list()).allSatisfy(job -> assertThat(job.state()).isEqualTo("done"));
        assertThat(jobs.list().stream().mapToLong(BulkJob::changed).sum()).isEqualTo(3_000);
        assertThat(jobs.list().stream().mapToLong(BulkJob::skipped).sum()).isEqualTo(3_000);
        assertThat(beans.number("select count(*) from operation_attempt where outcome = 'retried'"))
                .isEqualTo(3_000);
    }

    @Test
    void a_cancelled_job_stops_and_what_it_did_stays() {
        failed(1_200);
        var job = retryAll();
        var hold = slices.claim().orElseThrow();
        slices.step(hold, false);
        var cancelled = jobs.cancel(ADMIN, job.id());
        assertThat(cancelled.state()).isEqualTo("cancelled");
        assertThat(cancelled.done()).isEqualTo(500);
        assertThat(slices.step(hold, false)).isFalse();
        assertThat(count(account, OperationStatus.PENDING)).isEqualTo(500);
        assertThat(jobs.cancel(ADMIN, job.id())).isEqualTo(cancelled);
        assertThat(audit()).extracting(AuditLog.Entry::action).containsExactly("job_cancel", "job");
        assertThat(beans.number("select count(*) from bulk_job_slice")).isZero();
    }

    @Test
    void only_failed_operations_can_be_meant() {
        assertThatThrownBy(() -> jobs.create(ADMIN, Remedy.RETRY, OperationFilter.of(OperationStatus.PENDING)))
                .isInstanceOf(MailboxProblem.class);
        assertThatThrownBy(() -> jobs.get(1)).isInstanceOf(MailboxProblem.class);
        assertThatThrownBy(() -> jobs.cancel(ADMIN, 1)).isInstanceOf(MailboxProblem.class);
    }

    @Test
    void who_began_a_job_is_written_down() {
        failed(7);
        var job = retryAll();
        assertThat(job.createdBy()).isEqualTo("root");
        assertThat(audit()).singleElement().satisfies(entry -> {
            assertThat(entry.actor()).isEqualTo("root");
            assertThat(entry.action()).isEqualTo("job");
            assertThat(entry.count()).isEqualTo(7);
            assertThat(entry.detail()).isEqualTo("all that failed");
        });
    }
}
