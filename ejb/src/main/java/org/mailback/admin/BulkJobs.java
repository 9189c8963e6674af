package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.mailback.event.JobChanged;
import org.mailback.mailbox.AuditTrail;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.operation.OperationStatus;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/**
 * Retries and discards that are too many for one request. A job means the operations that are failed when it is created: their
 * ids are written down in slices, each of which is later worked off and deleted in one transaction ({@link BulkJobSlices}).
 */
@Stateless
public class BulkJobs {

    private static final int LATEST = 20;
    private static final int SLICE = 500;

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    @Inject
    AuditTrail audit;

    @Inject
    Event<JobChanged> progress;

    public BulkJob create(Caller caller, Remedy remedy, OperationFilter filter) {
        if (filter.status() != OperationStatus.FAILED) {
            throw new MailboxProblem(
                    MailboxProblem.Kind.CONFLICT, "only failed operations can be retried or discarded");
        }
        var text = FilterText.of(filter, entityManager);
        long id = Sql.of(entityManager, """
                        insert into bulk_job (action, filter, created_by) values (:action, :filter, :user) returning id
                        """)
                .set("action", remedy.code())
                .set("filter", text)
                .set("user", caller.name())
                .first(row -> row.number(0))
                .orElseThrow();
        var job = writeSlices(id, filter);
        audit.write(caller, "job", "job " + id + ": " + remedy.code(), Math.toIntExact(job.total()), text);
        progress.fire(new JobChanged(job));
        return job;
    }

    /** By account, so that a slice locks few lanes and an account's operations keep their order. */
    private BulkJob writeSlices(long id, OperationFilter filter) {
        var ids = filter.ids();
        var matching = Matching.of(filter).and("coalesce(o.completed_at, o.created_at) <= now()");
        if (filter.text() != null) {
            matching.and(Matching.containing(filter.text(), configuration.consoleSubjects()));
        }
        var failed = "select o.id, o.account_id from pending_operation o where " + matching.where();
        var chosen = ids == null ? failed : """
                select c.id, f.account_id from (select distinct unnest(cast(:ids as bigint[])) as id) c
                left join (%s) f on f.id = c.id
                """.formatted(failed);
        return matching.bind(Sql.of(entityManager, """
                        with chosen as (%s),
                        numbered as (
                            select id, row_number() over (order by account_id, id) - 1 as n from chosen
                        ), slices as (
                            insert into bulk_job_slice (job_id, no, ids)
                            select :job, n / %d, array_agg(id order by n) from numbered group by 2
                            returning cardinality(ids) as size
                        ), counted as (
                            select coalesce(sum(size), 0) as items from slices
                        )
                        update bulk_job set total = c.items,
                            state = case when c.items = 0 then 'done' else 'running' end,
                            finished_at = case when c.items = 0 then now() end
                        from counted c where id = :job returning
                        """.formatted(chosen, SLICE) + BulkJob.COLUMNS))
                .set("job", id)
                .first(BulkJob::of)
                .orElseThrow();
    }

    /** The latest, newest first. */
    public List<BulkJob> list() {
        return Sql.of(entityManager, "select" + BulkJob.COLUMNS + "from bulk_job order by id desc limit " + LATEST)
                .list(BulkJob::of);
    }

    /** @throws MailboxProblem {@code NOT_FOUND} */
    public BulkJob get(long id) {
        return Sql.of(entityManager, "select" + BulkJob.COLUMNS + "from bulk_job where id = :id")
                .set("id", id)
                .first(BulkJob::of)
                .orElseThrow(() -> new MailboxProblem(MailboxProblem.Kind.NOT_FOUND, "there is no job " + id));
    }

    /** What is done stays done; a job that is over already stays as it is. */
    public BulkJob cancel(Caller caller, long id) {
        var cancelled = Sql.of(
                        entityManager,
                        "update bulk_job set state = 'cancelled', finished_at = now()"
                                + " where id = :id and state = 'running' returning" + BulkJob.COLUMNS)
                .set("id", id)
                .first(BulkJob::of);
        cancelled.ifPresent(job -> {
            Sql.command(entityManager, "delete from bulk_job_slice where job_id = :id")
                    .set("id", id)
                    .execute();
            audit.write(
                    caller,
                    "job_cancel",
                    "job " + id + ": " + job.action(),
                    Math.toIntExact(job.total() - job.done()),
                    job.filter());
            progress.fire(new JobChanged(job));
        });
        return cancelled.orElseGet(() -> get(id));
    }
}
