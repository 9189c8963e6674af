package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailback.admin.Remedies;
import org.mailback.admin.Remedy;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.provider.Outcome;

/** Moves that may have been done: nothing but a look at the server ends the doubt. */
class UncertainMovesTest extends OnScriptedProvider {

    private static final Outcome DOUBT = new Outcome.TryAgain("NO [SERVERBUG]", true);

    private long queueTrashBeforeItsLastAttempt() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.failing(2);
        long message = message("m1");
        mailboxes.act(OperationKind.TRASH, message);
        for (int attempt = 1; attempt < 3; attempt++) {
            drain();
            beans.pass(Duration.ofMinutes(2));
        }
        return message;
    }

    private void assertIsInInboxOnly() {
        assertThat(provider.count("INBOX", "m1")).isEqualTo(1);
        assertThat(provider.count("Trash", "m1")).isZero();
        fetch();
        assertThat(folder("m1")).isEqualTo("INBOX");
        assertThat(operations(OperationStatus.PENDING)).isEmpty();
        assertThat(operations(OperationStatus.FAILED)).isEmpty();
    }

    @Test
    void a_restore_behind_the_last_attempt_of_a_move_that_may_have_been_done_begins_where_the_message_is() {
        long message = queueTrashBeforeItsLastAttempt();
        provider.actingYetAnswering(DOUBT, () -> mailboxes.act(OperationKind.RESTORE, message));
        drain();
        assertIsInInboxOnly();
    }

    @Test
    void a_restore_after_a_move_that_failed_and_may_have_been_done_begins_where_the_message_is() {
        long message = queueTrashBeforeItsLastAttempt();
        provider.actingYetAnswering(DOUBT, () -> {});
        drain();
        assertThat(operations(OperationStatus.FAILED)).hasSize(1);
        mailboxes.act(OperationKind.RESTORE, message);
        drain();
        assertIsInInboxOnly();
    }

    @Test
    void a_restore_after_a_move_that_failed_and_was_not_done_after_all_leaves_the_message_where_it_is() {
        long message = queueTrashBeforeItsLastAttempt();
        provider.answering(DOUBT);
        drain();
        mailboxes.act(OperationKind.RESTORE, message);
        drain();
        assertThat(provider.applied()).hasSize(4);
        assertIsInInboxOnly();
    }

    @Test
    void a_refusal_before_anybody_looked_leaves_the_doubt_also_for_the_retry_of_what_failed() {
        provider.deliver("INBOX", "m1");
        fetch();
        provider.answering(new Outcome.Unknown("cut", true));
        mailboxes.act(OperationKind.TRASH, message("m1"));
        drain();
        beans.pass(Duration.ofMinutes(2));
        provider.answering(new Outcome.Refused(ErrorClass.NOT_PERMITTED, "INBOX can only be read"));
        drain();

        beans.get(Remedies.class)
                .apply(Remedy.RETRY, List.of(only(OperationStatus.FAILED).id()), "admin");
        drain();

        assertThat(provider.applied().get(2).items()).allMatch(item -> item.uncertain() && item.copied());
        assertThat(operations(OperationStatus.COMPLETED)).hasSize(1);
    }
}
