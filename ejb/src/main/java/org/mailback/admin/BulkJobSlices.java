package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mailback.event.JobChanged;
import org.mailback.operation.FailedOperations;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/**
 * Takes jobs up and works them off slice by slice, each in one transaction with its progress: a node that dies loses nothing
 * and repeats nothing, and another one goes on when the lease runs out by the database's clock.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class BulkJobSlices {

    private static final int MOST_FAILURES = 5;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    @Inject
    FailedOperations failedOperations;

    @Inject
    Remedies remedies;

    @Inject
    Event<JobChanged> progress;

    /** A job taken up; {@code leaseNo} fences out a late holder. */
    record Hold(long jobId, long leaseNo) {}

    /** The oldest running job that nobody works on. */
    public Optional<Hold> claim() {
        return Sql.of(entityManager, """
                        update bulk_job set lease_no = lease_no + 1,
                            lease_until = clock_timestamp() + make_interval(secs => :lease)
                        where id = (select id from bulk_job
                                    where state = 'running'
                                      and (lease_until is null or lease_until < clock_timestamp())
                                    order by id limit 1 for update skip locked)
                        returning id, lease_no
                        """)
                .set("lease", configuration.lease())
                .first(row -> new Hold(row.number(0), row.number(1)));
    }

    /**
     * One slice.
     *
     * @param announce whether progress is worth telling; the end always is
     * @return whether there is more to do for this holder
     */
    public boolean step(Hold hold, boolean announce) {
        var held = renew(hold);
        if (held.isEmpty()) {
            return false;
        }
        var ids = take(hold);
        int changed = ids.isEmpty() ? 0 : apply(held.get(), ids);
        var job = write(hold, ids.size(), changed);
        if (announce || !job.running()) {
            progress.fire(new JobChanged(job));
        }
        return job.running();
    }

    /** Locks the job until the commit. */
    private Optional<BulkJob> renew(Hold hold) {
        return Sql.of(
                        entityManager,
                        "update bulk_job set lease_until = clock_timestamp() + make_interval(secs => :lease)"
                                + " where id = :id and lease_no = :leaseNo and state = 'running' returning"
                                + BulkJob.COLUMNS)
                .set("lease", configuration.lease())
                .set("id", hold.jobId())
                .set("leaseNo", hold.leaseNo())
                .first(BulkJob::of);
    }

    private List<Long> take(Hold hold) {
        return Sql.of(entityManager, """
                        with taken as (
                            delete from bulk_job_slice
                            where job_id = :job and no = (select min(no) from bulk_job_slice where job_id = :job)
                            returning ids
                        )
                        select unnest(ids) from taken
                        """).set("job", hold.jobId()).list(row -> row.number(0));
    }

    /** What failed anew after the job was created is not meant. */
    private int apply(BulkJob job, List<Long> ids) {
        failedOperations.lock(ids);
        var meant = Sql.of(entityManager, """
                        select o.id from pending_operation o
                        where o.status = 'failed' and o.id = any(cast(:ids as bigint[]))
                          and coalesce(o.completed_at, o.created_at) <= (select created_at from bulk_job where id = :job)
                        """)
                .setIds("ids", ids)
                .set("job", job.id())
                .list(row -> row.number(0));
        return remedies.apply(Remedy.of(job.action()), meant, job.createdBy()).size();
    }

    private BulkJob write(Hold hold, int done, int changed) {
        return Sql.of(entityManager, """
                        update bulk_job set done = done + :done, changed = changed + :changed,
                            skipped = skipped + :done - :changed, failures = 0, error = null,
                            state = case when done + :done >= total then 'done' else state end,
                            finished_at = case when done + :done >= total then clock_timestamp() end
                        where id = :id returning
                        """ + BulkJob.COLUMNS)
                .set("done", done)
                .set("changed", changed)
                .set("id", hold.jobId())
                .first(BulkJob::of)
                .orElseThrow();
    }

    /** A slice could not be written: it is tried again a little later, and not for ever. */
    public void giveBack(Hold hold, String error) {
        Sql.of(entityManager, """
                        update bulk_job set failures = failures + 1, error = :error,
                            lease_until = clock_timestamp() + make_interval(secs => :pause),
                            state = case when failures + 1 >= :most then 'failed' else state end,
                            finished_at = case when failures + 1 >= :most then clock_timestamp() end
                        where id = :id and lease_no = :leaseNo and state = 'running' returning
                        """ + BulkJob.COLUMNS)
                .set("error", error)
                .set("pause", AFTER_FAILURE)
                .set("most", MOST_FAILURES)
                .set("id", hold.jobId())
                .set("leaseNo", hold.leaseNo())
                .first(BulkJob::of)
                .ifPresent(job -> progress.fire(new JobChanged(job)));
    }
}
