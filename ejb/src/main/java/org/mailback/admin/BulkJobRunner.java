package org.mailback.admin;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.mailback.event.JobChanged;

/** Works on jobs until there are none that this node could take up: at once when one is created, else when the timer looks. */
@ApplicationScoped
public class BulkJobRunner {

    private static final Logger LOG = Logger.getLogger(BulkJobRunner.class);

    /** Between two tellings of a job's progress. */
    private static final Duration TELL = Duration.ofMillis(250);

    @Resource
    ManagedExecutorService executor;

    @Inject
    BulkJobSlices slices;

    void afterCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobChanged change) {
        if (change.job() instanceof BulkJob job && job.running() && job.done() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                LOG.debugf("no thread for job %d; the timer will find it", job.id());
            }
        }
    }

    void run() {
        for (var hold = slices.claim(); hold.isPresent(); hold = slices.claim()) {
            work(hold.get());
        }
    }

    private void work(BulkJobSlices.Hold hold) {
        try {
            long told = System.nanoTime();
            boolean tell = true;
            while (slices.step(hold, tell)) {
                tell = System.nanoTime() - told > TELL.toNanos();
                if (tell) {
                    told = System.nanoTime();
                }
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "Job %d: a slice could not be written and is tried again", hold.jobId());
            slices.giveBack(hold, "a slice could not be written, see the server's log");
        }
    }
}
