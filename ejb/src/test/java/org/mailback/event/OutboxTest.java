package org.mailback.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Outbox outbox = new Outbox();

    private static MailChanged arrived(long account, long message) {
        return MailChanged.arrived(account, 5, 1, List.of(message));
    }

    private static OperationsChanged operation(long account) {
        return OperationsChanged.of(account, "pending", "trash", List.of(1L));
    }

    @Test
    void operations_are_told_at_once_and_in_order() {
        outbox.add(operation(1));
        outbox.add(operation(2));
        outbox.add(operation(1));
        var load = outbox.take(0);
        assertThat(load.changes()).extracting(Change::account).containsExactly(1L, 2L, 1L);
        assertThat(load.pause()).isNull();
        assertThat(load.lost()).isFalse();
    }

    @Test
    void an_import_is_told_once_in_a_second_with_all_that_came_in_between() {
        outbox.add(arrived(1, 100));
        assertThat(outbox.take(0).changes()).hasSize(1);
        outbox.add(arrived(1, 101));
        outbox.add(MailChanged.changed(1, List.of(6L), List.of(100L)));
        outbox.add(arrived(2, 200));
        var held = outbox.take(SECOND / 4);
        assertThat(held.changes()).extracting(Change::account).containsExactly(2L);
        assertThat(held.pause()).isEqualTo(Duration.ofMillis(750));

        assertThat(outbox.take(SECOND).changes())
                .containsExactly(
                        new MailChanged(1, 1, 1, 0, new java.util.TreeSet<>(List.of(5L, 6L)), List.of(100L, 101L)));
        outbox.add(arrived(1, 102));
        assertThat(outbox.take(SECOND + SECOND / 2).changes()).isEmpty();
        assertThat(outbox.take(2 * SECOND).changes()).hasSize(1);
        assertThat(outbox.take(9 * SECOND).changes()).isEmpty();
    }

    @Test
    void too_many_messages_together_are_not_named() {
        outbox.add(arrived(1, 1));
        outbox.take(0);
        for (long half = 0; half < 2; half++) {
            var ids = LongStream.range(half * 300, half * 300 + 300).boxed().toList();
            outbox.add(MailChanged.arrived(1, 5, 300, ids));
        }
        assertThat(outbox.take(SECOND / 2).changes()).isEmpty();
        var change = (MailChanged) outbox.take(SECOND).changes().get(0);
        assertThat(change.arrived()).isEqualTo(600);
        assertThat(change.messageIds()).isNull();
    }

    @Test
    void of_an_accounts_states_the_last_one_counts() {
        for (var state : List.of("importing", "unreachable", "active")) {
            outbox.add(new AccountChanged(1, state, null));
        }
        assertThat(outbox.take(0).changes()).containsExactly(new AccountChanged(1, "importing", null));
        assertThat(outbox.take(SECOND).changes()).containsExactly(new AccountChanged(1, "active", null));
    }

    @Test
    void what_cannot_be_kept_is_told_as_lost_once() {
        for (int i = 0; i <= Outbox.MOST; i++) {
            outbox.add(operation(i));
        }
        var load = outbox.take(0);
        assertThat(load.changes()).hasSize(Outbox.MOST);
        assertThat(load.lost()).isTrue();
        assertThat(outbox.take(0).lost()).isFalse();
    }
}
