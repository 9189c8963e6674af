package org.mailback.admin;

import io.micrometer.core.instrument.Tags;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.event.Change;
import org.mailback.event.OperationsChanged;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationStatus;
import org.mailback.platform.Meters;
import org.mailback.platform.Uptime;

/**
 * The write-back's numbers for a collector: gauges that every node answers for all of them, and counters of what this node
 * did. Gauges are counted when somebody asks and then believed for a moment, so that one answer costs one look at the
 * database; while that is away they are not a number.
 */
@ApplicationScoped
public class SyncMeters {

    private static final Logger LOG = Logger.getLogger(SyncMeters.class);

    private static final Duration BELIEVED = Duration.ofSeconds(1);
    private static final List<String> REASONS = List.of("paused", "auth_required", "unreachable", "throttled");

    @Inject
    SyncOverview overview;

    @Inject
    Meters meters;

    private @Nullable SyncNumbers numbers;
    private @Nullable Instant countedAt;

    /** Makes the container create this bean, so that every number is there from the start. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object started) {}

    @PostConstruct
    void register() {
        gauge("operations_pending", Tags.empty(), SyncNumbers::pending);
        gauge("operations_in_flight", Tags.empty(), SyncNumbers::inFlight);
        gauge("oldest_pending_seconds", Tags.empty(), now -> now.oldestPending().toMillis() / 1000.0);
        REASONS.forEach(reason -> gauge(
                "accounts_waiting",
                Tags.of("reason", reason),
                now -> now.accountsWaiting().getOrDefault(reason, 0L)));
        for (var error : ErrorClass.values()) {
            gauge(
                    "operations_failed",
                    Tags.of("class", error.code()),
                    now -> now.failed().getOrDefault(error.code(), 0L));
            meters.counter("attempts_failed", Tags.of("class", error.code()));
        }
        Arrays.stream(OperationStatus.values())
                .filter(status -> status != OperationStatus.PENDING)
                .forEach(status -> meters.counter("operations_settled", Tags.of("status", status.code())));
        meters.counter("operations_queued", Tags.empty());
    }

    private void gauge(String name, Tags tags, ToDoubleFunction<SyncNumbers> number) {
        meters.gauge(name, tags, this, self -> {
            var now = self.now();
            return now == null ? Double.NaN : number.applyAsDouble(now);
        });
    }

    void afterCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) Change change) {
        if (change instanceof OperationsChanged operations) {
            var error = operations.errorClass();
            if (error != null) {
                meters.counter("attempts_failed", Tags.of("class", error)).increment(operations.count());
            }
            if (!operations.status().equals(OperationStatus.PENDING.code())) {
                meters.counter("operations_settled", Tags.of("status", operations.status()))
                        .increment(operations.count());
            } else if (error == null) {
                meters.counter("operations_queued", Tags.empty()).increment(operations.count());
            }
        }
    }

    /** @return null: the database does not answer */
    private synchronized @Nullable SyncNumbers now() {
        var age = countedAt == null ? null : Duration.between(countedAt, Uptime.now());
        if (age == null || age.compareTo(BELIEVED) > 0) {
            numbers = count();
            countedAt = Uptime.now();
        }
        return numbers;
    }

    private @Nullable SyncNumbers count() {
        try {
            return overview.numbers();
        } catch (RuntimeException e) {
            LOG.debugf("nothing could be counted for a collector: %s", e.getMessage());
            return null;
        }
    }
}
