package org.mailback.admin;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;
import org.mailback.mailbox.AuditTrail;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.operation.FailedOperations;
import org.mailback.operation.FailedOperations.Changed;
import org.mailback.operation.OperationStatus;
import org.mailback.platform.Configuration;
import org.mailback.platform.Sql;

/** Failed operations retried and discarded. Both change only what still is failed, so asking twice is harmless. */
@Stateless
public class Remedies {

    private static final Logger LOG = Logger.getLogger(Remedies.class);

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    FailedOperations failedOperations;

    @Inject
    AuditTrail audit;

    @Inject
    Configuration configuration;

    /** What a retry or discard did; what was not failed any more is skipped. */
    public record Verdict(int requested, int changed, int skipped) {}

    /** Failed operations that match and are the caller's; at most as many at once as a bulk request may have. */
    public Verdict apply(Caller caller, Remedy remedy, OperationFilter filter) {
        if (filter.status() != OperationStatus.FAILED) {
            throw new MailboxProblem(
                    MailboxProblem.Kind.CONFLICT, "only failed operations can be retried or discarded");
        }
        var found = matching(caller, filter);
        int requested = filter.ids() == null
                ? found.size()
                : Math.toIntExact(filter.ids().stream().distinct().count());
        int changed = apply(remedy, found, caller.name()).size();
        return new Verdict(requested, changed, requested - changed);
    }

    /** As {@link #apply(Caller, Remedy, OperationFilter)}, by an administrator: it is written to the audit trail. */
    public Verdict administer(Caller caller, Remedy remedy, OperationFilter filter) {
        var verdict = apply(caller, remedy, filter);
        var ids = filter.ids();
        var target = ids != null && ids.size() == 1 ? "operation " + ids.get(0) : "operations";
        audit.write(caller, remedy.code(), target, verdict.changed(), FilterText.of(filter, entityManager));
        return verdict;
    }

    private List<Long> matching(Caller caller, OperationFilter filter) {
        var matching = Matching.of(filter).visibleTo(caller);
        if (filter.text() != null) {
            matching.and(Matching.containing(filter.text(), configuration.consoleSubjects()));
        }
        return matching.bind(Sql.of(
                        entityManager,
                        "select o.id from pending_operation o where " + matching.where()
                                + " order by o.id desc limit :limit"))
                .set("limit", configuration.bulkLimit())
                .list(row -> row.number(0));
    }

    /** @param actor who wants it, told in the history of each */
    public List<Changed> apply(Remedy remedy, Collection<Long> ids, String actor) {
        failedOperations.lock(ids);
        var changed = switch (remedy) {
            case RETRY -> retry(ids, actor);
            case DISCARD -> discard(ids, actor);
        };
        LOG.infof("%s: %s of %d failed operations", actor, remedy.code(), changed.size());
        return changed;
    }

    private List<Changed> retry(Collection<Long> ids, String actor) {
        var retried = failedOperations.retry(ids, actor);
        var deleted = retried.stream()
                .filter(operation -> operation.kind().equals("delete"))
                .map(Changed::messageId)
                .toList();
        Sql.command(entityManager, "update message set removed = true where id = any(cast(:ids as bigint[]))")
                .setIds("ids", deleted)
                .execute();
        return retried;
    }

    private List<Changed> discard(Collection<Long> ids, String actor) {
        var discarded = failedOperations.discard(ids, "discarded by " + actor);
        Sql.command(entityManager, """
                        update message m set
                            seen = case when d.seen then m.server_seen else m.seen end,
                            folder_id = case when d.placement then coalesce(m.server_folder_id, m.folder_id)
                                             else m.folder_id end
                        from (select o.message_id, bool_or(o.aspect = 'seen') as seen,
                                     bool_or(o.aspect = 'placement') as placement
                              from pending_operation o
                              where o.id = any(cast(:ids as bigint[])) and o.status = 'cancelled'
                                and not exists (select 1 from pending_operation p where p.status = 'pending'
                                                and p.message_id = o.message_id and p.aspect = o.aspect)
                              group by o.message_id) d
                        where m.id = d.message_id
                        """)
                .setIds("ids", discarded.stream().map(Changed::id).toList())
                .execute();
        return discarded;
    }
}
