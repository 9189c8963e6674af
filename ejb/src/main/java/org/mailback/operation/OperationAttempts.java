package org.mailback.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import org.mailback.operation.OperationQueue.Failure;
import org.mailback.operation.OperationQueue.Unknown;
import org.mailback.platform.Json;
import org.mailback.platform.Sql;
import org.mailback.platform.Trip;

/**
 * The history of operations that did not succeed at once. A try that succeeds has no row here: the operation itself tells of
 * it, which costs nothing in a drain of thousands.
 */
@ApplicationScoped
public class OperationAttempts {

    private static final String INSERT = """
            insert into operation_attempt (operation_id, account_id, node, error_class, error, outcome, duration_ms)
            """;

    @Inject
    EntityManager entityManager;

    public void write(Trip trip, Collection<Failure> failures, String node) {
        if (!failures.isEmpty()) {
            trip.add(INSERT + """
                    select o.id, o.account_id, :node, r.class, r.text, r.outcome, r.ms
                    from jsonb_to_recordset(cast(:rows as jsonb))
                             as r(id bigint, class text, text text, outcome text, ms int)
                    join pending_operation o on o.id = r.id and o.status = 'pending'
                    """)
                    .set("node", node)
                    .setRows(
                            "rows",
                            failures,
                            row -> Json.of("id", row.id())
                                    .with("class", row.errorClass().code())
                                    .with("text", row.text())
                                    .with("outcome", row.retryAfter() == null ? "failed" : "again")
                                    .withMillis("ms", row.took()));
        }
    }

    public void writeUnknown(Trip trip, Collection<Unknown> unknown, String node) {
        if (!unknown.isEmpty()) {
            trip.add(INSERT + """
                    select o.id, o.account_id, :node, 'unknown_outcome', r.text, 'unknown', r.ms
                    from jsonb_to_recordset(cast(:rows as jsonb)) as r(id bigint, text text, ms int)
                    join pending_operation o on o.id = r.id and o.status = 'pending'
                    """)
                    .set("node", node)
                    .setRows(
                            "rows",
                            unknown,
                            row -> Json.of("id", row.id())
                                    .with("text", row.text())
                                    .withMillis("ms", row.took()));
        }
    }

    public void writeRetried(Collection<Long> ids, String actor) {
        Sql.command(entityManager, INSERT + """
                select o.id, o.account_id, :actor, null, null, 'retried', null from pending_operation o
                where o.id = any(cast(:ids as bigint[])) and o.status = 'pending'
                """)
                .set("actor", actor)
                .setIds("ids", ids)
                .execute();
    }
}
