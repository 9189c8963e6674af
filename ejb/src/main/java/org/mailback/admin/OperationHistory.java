package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.List;
import org.mailback.admin.OperationDetail.Event;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/** One operation of any account with everything that happened to it, for administrators. */
@Stateless
public class OperationHistory {

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    Configuration configuration;

    /** @throws MailboxProblem {@code NOT_FOUND} */
    public OperationDetail get(long id) {
        return Sql.of(entityManager, """
                        select %s, o.applied_by, o.applied_ms
                        from pending_operation o
                        join account a on a.id = o.account_id
                        join account_lane l on l.account_id = o.account_id
                        left join message m on m.id = o.message_id
                        left join folder f on f.id = m.folder_id
                        left join folder t on t.id = o.target_folder_id
                        left join app_user u on u.id = o.created_by
                        where o.id = :id
                        """.formatted(OperationDetail.COLUMNS))
                .set("id", id)
                .first(row -> OperationDetail.of(row, configuration, history(id, row)))
                .orElseThrow(() -> new MailboxProblem(MailboxProblem.Kind.NOT_FOUND, "no operation " + id));
    }

    private List<Event> history(long id, Sql.Row row) {
        var detail = OperationDetail.of(row, configuration, List.of());
        var events = new ArrayList<Event>();
        events.add(Event.by(detail.createdAt(), "queued", detail.createdBy()));
        events.addAll(attempts(id));
        var end = detail.completedAt();
        if (end != null) {
            switch (detail.status()) {
                case "completed" -> {
                    events.add(new Event(
                            end,
                            "attempt",
                            row.textOrNull(OperationDetail.WIDTH),
                            row.numberOrNull(OperationDetail.WIDTH + 1),
                            "done",
                            null,
                            detail.note(),
                            null));
                    events.add(Event.of(end, "completed"));
                }
                case "failed" -> events.add(Event.told(end, "failed", detail.errorClass(), detail.lastError()));
                case "cancelled" -> events.add(Event.told(end, "cancelled", null, detail.note()));
                default -> {}
            }
        }
        return List.copyOf(events);
    }

    private List<Event> attempts(long id) {
        return Sql.of(entityManager, """
                        select at, node, outcome, error_class, error, duration_ms from operation_attempt
                        where operation_id = :id order by id
                        """).set("id", id).list(OperationHistory::attempt);
    }

    private static Event attempt(Sql.Row row) {
        var outcome = row.textOrNull(2);
        return "retried".equals(outcome)
                ? Event.by(row.time(0), "retried", row.text(1))
                : new Event(
                        row.time(0),
                        "attempt",
                        row.text(1),
                        row.numberOrNull(5),
                        outcome,
                        row.textOrNull(3),
                        row.textOrNull(4),
                        null);
    }
}
