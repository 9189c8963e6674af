package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.PendingOperation;
import org.mailback.platform.NodeEnd;
import org.mailback.provider.WriteCommand;

/** A node that is about to end finishes what it has sent, and leaves everything else to the others at once. */
class HandOverTest extends OnScriptedProvider {

    @Test
    void what_was_sent_is_settled_and_the_rest_is_due_for_others_at_once_without_an_attempt() {
        provider.deliver("INBOX", "m1");
        provider.deliver("INBOX", "m2");
        fetch();
        var end = beans.get(NodeEnd.class);
        mailboxes.act(OperationKind.MARK_READ, message("m1"));
        mailboxes.act(OperationKind.TRASH, message("m2"));
        provider.meanwhile(() -> end.announce());
        drain();

        assertThat(provider.applied()).extracting(WriteCommand::kind).containsExactly(OperationKind.MARK_READ);
        assertThat(only(OperationStatus.COMPLETED).kind()).isEqualTo(OperationKind.MARK_READ);
        assertThat(only(OperationStatus.PENDING).attempts()).isZero();
        assertHandedOver();

        drain();
        assertThat(provider.applied()).as("nothing begins any more").hasSize(1);

        end.revoke();
        drain();
        assertThat(operations(OperationStatus.COMPLETED))
                .extracting(PendingOperation::attempts)
                .containsExactly(1, 1);
        assertThat(provider.count("Trash", "m2")).isEqualTo(1);
    }

    @Test
    void an_import_is_left_after_its_slice_and_goes_on_elsewhere() {
        IntStream.range(0, 1_200).forEach(n -> provider.deliver("INBOX", "m" + n));
        var end = beans.get(NodeEnd.class);
        provider.afterReadingMessages(() -> end.announce());
        fetch();

        assertThat(mailboxIds()).isNotEmpty().hasSizeLessThan(1_200);
        assertHandedOver();

        provider.afterReadingMessages(() -> {});
        end.revoke();
        drain();
        assertThat(mailboxIds()).hasSize(1_200);
    }

    private void assertHandedOver() {
        assertThat(
                        beans.query(
                                "select lease_owner is null and claimed_to = 0 and due_at <= clock_timestamp() from account_lane"))
                .containsExactly(true);
    }

    @Test
    void the_end_waits_for_what_runs_and_says_what_it_could_not_wait_for() throws InterruptedException {
        var end = new NodeEnd();
        assertThat(end.begin()).isTrue();
        assertThat(end.announce()).isTrue();
        assertThat(end.begin()).isFalse();
        assertThat(end.awaitDone(Duration.ofMillis(1))).isEqualTo(1);
        new Thread(end::done).start();
        assertThat(end.awaitDone(Duration.ofMinutes(1))).isZero();
    }
}
