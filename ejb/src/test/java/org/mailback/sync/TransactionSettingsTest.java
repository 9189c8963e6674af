package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.platform.Sql;
import org.mailback.provider.ProviderFailure;
import org.mailback.rig.Beans;

/** How PostgreSQL is told to plan and to commit, by the method that begins the transaction. */
class TransactionSettingsTest extends OnScriptedProvider {

    private final Map<String, Set<String>> planning = new TreeMap<>();
    private final Map<String, Set<String>> committing = new TreeMap<>();

    TransactionSettingsTest() {
        super("12");
    }

    private static String setting(Beans beans, String name) {
        return Sql.of(
                        beans.get(EntityManager.class),
                        "select case when source = 'session' then setting else 'default' end from pg_settings"
                                + " where name = '" + name + "'")
                .first(row -> row.text(0))
                .orElseThrow();
    }

    private void watch() {
        beans.watch(new Beans.Watch() {
            @Override
            public void committing(Method method) {
                boolean several = method.getParameterCount() == 1 && method.getParameterTypes()[0] == List.class;
                var name = method.getName() + (several ? " several" : "");
                add(planning, name, setting(beans, "enable_sort"));
                add(committing, name, setting(beans, "synchronous_commit"));
            }
        });
    }

    private static void add(Map<String, Set<String>> settings, String method, String value) {
        settings.computeIfAbsent(method, any -> new TreeSet<>()).add(value);
    }

    /** With a fetch, parts, what is settled as one of several lanes, and a server that fails in the middle. */
    private void work() {
        for (var folder : List.of("Archive", "INBOX", "Trash")) {
            IntStream.range(0, 6).forEach(number -> provider.deliver(folder, folder + number));
        }
        fetch();
        var ids = beans.query("select id from message order by id").stream()
                .map(id -> (Long) id)
                .toList();
        mailboxes.act(OperationKind.MARK_READ, ids);
        drain();
        mailboxes.act(OperationKind.MARK_UNREAD, ids);
        drain();
        mailboxes.act(OperationKind.MARK_READ, ids.get(0));
        var claim = beans.get(LaneClaims.class).claim(account).orElseThrow();
        var outcomes =
                provider.apply(null, WritePlan.of(claim.batch()).commands().get(0));
        var settlement = beans.get(Settlement.class);
        settlement.finish(new Applied(claim.lease(), claim.batch(), outcomes));
        mailboxes.act(OperationKind.MARK_READ, ids);
        provider.meanwhile(() -> {
            throw new ProviderFailure.Throttled("too much", null);
        });
        drain();
        beans.pass(Duration.ofMinutes(10));
        drain();
        assertThat(operations(OperationStatus.PENDING)).isEmpty();
    }

    /** A plan that is made elsewhere, while little is pending, stays with the connection and reads all that is pending later. */
    @Test
    void whoever_claims_settles_or_releases_goes_by_indexes() {
        watch();
        work();
        assertThat(planning)
                .containsEntry("claimEach", Set.of("off"))
                .containsEntry("next", Set.of("off"))
                .containsEntry("settlePart", Set.of("off"))
                .containsEntry("settleAndGoOn", Set.of("off"))
                .containsEntry("finish", Set.of("off"))
                .containsEntry("finish several", Set.of("off"))
                .containsEntry("release", Set.of("off"));
    }

    /** What is lost with it is found out by the next claim; nothing may be sent, or promised to a user, before it is on the disk. */
    @Test
    void only_what_settles_does_not_wait_for_the_disk() {
        watch();
        work();
        assertThat(committing)
                .containsEntry("settlePart", Set.of("off"))
                .containsEntry("finish", Set.of("off"))
                .containsEntry("finish several", Set.of("off"))
                .containsEntry("release", Set.of("off"))
                .containsEntry("claimEach", Set.of("default"))
                .containsEntry("next", Set.of("default"))
                .containsEntry("settleAndGoOn", Set.of("default"))
                .containsEntry("apply", Set.of("default"));
    }

    /**
     * Planning costs more than running what is about few rows, and is done anew for ever where the first five plans, made for
     * their values, seemed to be better. What locks lanes is the first statement of its transaction.
     */
    @Test
    void what_locks_lanes_is_planned_once_a_connection() {
        var kept = new TreeSet<String>();
        var anew = new TreeSet<String>();
        beans.watch(new Beans.Watch() {
            @Override
            public void committing(Method method) {
                Sql.of(beans.get(EntityManager.class), """
                                select statement, custom_plans from pg_prepared_statements
                                where statement ~ 'account_lane.*for\\s+(update|share)' and generic_plans + custom_plans > 0
                                """)
                        .list(row -> (row.number(1) > 5 ? anew : kept).add(row.text(0)));
            }
        });
        provider.deliver("INBOX", "one");
        fetch();
        var id = message("one");
        for (int i = 0; i < 20; i++) {
            mailboxes.act(i % 2 == 0 ? OperationKind.MARK_READ : OperationKind.MARK_UNREAD, id);
            drain();
        }
        assertThat(anew).isEmpty();
        assertThat(kept).hasSizeGreaterThanOrEqualTo(3);
    }
}
