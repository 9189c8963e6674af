package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.rig.Beans;

/** How often a transaction goes to the database before it commits: for a few rows the way costs more than the work. */
class RoundTripsTest extends OnScriptedProvider {

    RoundTripsTest() {
        super("12");
    }

    private final Map<String, List<Long>> trips = new TreeMap<>();

    private void watch() {
        beans.watch(new Beans.Watch() {
            private long before;

            @Override
            public void beginning(Method method) {
                before = beans.roundTrips();
            }

            @Override
            public void committing(Method method) {
                trips.computeIfAbsent(method.getName(), first -> new ArrayList<>())
                        .add(beans.roundTrips() - before);
            }
        });
    }

    @Test
    void a_claim_takes_one_and_a_settlement_with_its_release_two() {
        provider.deliver("INBOX", "one");
        fetch();
        mailboxes.act(OperationKind.MARK_READ, message("one"));
        watch();
        drain();
        assertThat(trips.get("claimEach")).startsWith(1L);
        assertThat(trips.get("finish")).containsExactly(2L);
    }
}
