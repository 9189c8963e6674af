package org.mailback.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.mailback.mailbox.MessageActions.Answer;
import org.mailback.operation.OperationKind;
import org.mailback.operation.Wish;
import org.mailback.platform.DatabaseTrouble;
import org.mailback.platform.GroupCommit;

/**
 * Actions on one message each. Those that come at the same time, whoever asks for whatever, share a transaction, which takes
 * only what nobody has locked: an account whose lane or message stays locked keeps nobody waiting but those who want something
 * of it, and they share transactions of their own, one kind each, so that all lock messages in the order of their ids.
 */
@ApplicationScoped
public class SingleActions {

    private static final Logger LOG = Logger.getLogger(SingleActions.class);

    private static final Duration PATIENCE = Duration.ofMillis(300);

    /**
     * So often a wish whose account is locked comes again with the next group: a claim or a settlement is over by then. Who waited at
     * once would lock the lane out of turn, and keep the next group from it.
     */
    private static final int RETRIES = 4;

    /** Who wants something of a locked account takes no connection of his own: the pool is there for all the others. */
    private static final Duration WITH_THE_LOCK = Duration.ofHours(1);

    @Inject
    MessageActions actions;

    private final GroupCommit<Wish, Answer> together =
            new GroupCommit<>(wishes -> actions.applyTogether(wishes, false), PATIENCE);

    private final Map<Locked, GroupCommit<Wish, Answer>> apart = new ConcurrentHashMap<>();

    private record Locked(OperationKind kind, long accountId) {}

    /** As {@link MessageActions#apply} of this message alone. */
    public ActionResult apply(Caller caller, OperationKind kind, long messageId) {
        try {
            var wish = new Wish(caller.userId(), kind, messageId);
            var answer = together.join(wish);
            for (int again = 0; again < RETRIES && isLocked(answer); again++) {
                answer = together.join(wish);
            }
            if (isLocked(answer)) {
                answer = joinApart(new Locked(kind, answer.accountId()), wish);
            }
            if (answer.result() != null) {
                return answer.result();
            }
        } catch (RuntimeException e) {
            if (DatabaseTrouble.in(e) != null && !DatabaseTrouble.isRolledBackForOthers(e)) {
                throw e;
            }
            LOG.infof("Actions that failed together are done one by one: %s", e.getMessage());
        }
        return actions.apply(caller, kind, new Selection.Ids(List.of(messageId)));
    }

    /** Or the message is gone, or somebody else has named it as well. */
    private static boolean isLocked(Answer answer) {
        return answer.result() == null && answer.accountId() != null;
    }

    private Answer joinApart(Locked locked, Wish wish) {
        try {
            return apart.computeIfAbsent(
                            locked,
                            any -> new GroupCommit<>(wishes -> actions.applyTogether(wishes, true), WITH_THE_LOCK))
                    .join(wish);
        } finally {
            // Whoever has just got hold of it may use it all the same: two then wait for the lane, as others do.
            apart.computeIfPresent(locked, (any, group) -> group.isIdle() ? null : group);
        }
    }
}
