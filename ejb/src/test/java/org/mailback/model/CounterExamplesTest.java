package org.mailback.model;

import static org.mailback.operation.OperationKind.DELETE;
import static org.mailback.operation.OperationKind.MARK_READ;
import static org.mailback.operation.OperationKind.RESTORE;
import static org.mailback.operation.OperationKind.TRASH;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailback.admin.Remedy;
import org.mailback.model.Action.Armed;
import org.mailback.model.Action.Fetch;
import org.mailback.model.Action.ForeignDrop;
import org.mailback.model.Action.ForeignFlag;
import org.mailback.model.Action.ForeignMove;
import org.mailback.model.Action.ForeignSeen;
import org.mailback.model.Action.Kill;
import org.mailback.model.Action.Pass;
import org.mailback.model.Action.Pause;
import org.mailback.model.Action.Run;
import org.mailback.model.Action.Step;
import org.mailback.model.Action.User;
import org.mailback.model.ServerProvider.Abilities;
import org.mailback.model.ServerProvider.Moving;

/** What the generated sequences found, shrunk and named. At first m1 and m2 are in INBOX and m3 is in Archive. */
class CounterExamplesTest {

    private static final int TRASH_FOLDER = 1;
    private static final int ARCHIVE = 2;
    private static final int M1 = 1;
    private static final int M2 = 2;

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = new Stage();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private static void play(Moving moving, boolean condstore, Action... actions) {
        new Sequence(new Abilities(moving, condstore), false, Remedy.RETRY, List.of(actions)).play(stage);
    }

    @Test
    void what_another_client_flagged_just_before_our_move_is_seen_after_it() {
        play(
                Moving.MOVE_TELLS,
                true,
                new User(TRASH, M1, null),
                new Run(0),
                new ForeignFlag(1),
                new ForeignSeen(1, true),
                new User(RESTORE, M1, null),
                new Run(0));
    }

    @Test
    void what_we_moved_somewhere_and_another_client_moved_on_is_not_shown_there_any_more() {
        play(
                Moving.COPY,
                false,
                new User(TRASH, M2, null),
                new Run(0),
                new User(RESTORE, M2, null),
                new Run(1),
                new ForeignMove(1, TRASH_FOLDER));
    }

    @Test
    void a_trash_that_another_client_deletes_takes_with_it_what_we_were_just_moving_there() {
        play(Moving.MOVE_SECRET, true, new User(TRASH, M1 | M2, null), new Step(0, 4), new ForeignDrop(TRASH_FOLDER));
    }

    @Test
    void what_is_deleted_for_ever_is_deleted_where_another_client_has_moved_it() {
        play(Moving.MOVE_TELLS, false, new ForeignMove(1, ARCHIVE), new User(DELETE, M1 | M2, null));
    }

    @Test
    void a_restore_behind_the_last_attempt_of_a_move_that_may_have_been_done_begins_where_the_message_is() {
        play(
                Moving.MOVE_TELLS,
                true,
                new User(TRASH, M1, null),
                new Armed(Fault.TRY_AGAIN, 0),
                new Run(0),
                new Pass(),
                new Armed(Fault.TRY_AGAIN, 0),
                new Run(0),
                new Pass(),
                new Armed(Fault.TRY_AGAIN_YET_DONE, 0),
                new Step(0, 1),
                new User(RESTORE, M1, null),
                new Run(0));
    }

    @Test
    void a_restore_behind_a_move_that_may_have_been_done_begins_where_the_message_is() {
        play(
                Moving.MOVE_TELLS,
                true,
                new User(TRASH, M1, null),
                new Armed(Fault.TRY_AGAIN_YET_DONE, 0),
                new Step(0, 1),
                new User(RESTORE, M1, null),
                new Run(0));
    }

    @Test
    void nothing_begins_on_an_account_that_was_paused_while_its_node_died() {
        play(
                Moving.MOVE_TELLS,
                true,
                new User(TRASH, M1, null),
                new Step(0, 1),
                new Pause(),
                new Kill(0),
                new Pass(),
                new Run(1));
    }

    @Test
    void what_moves_behind_the_back_of_a_fetch_is_not_taken_for_gone() {
        new Sequence(
                        new Abilities(Moving.MOVE_SECRET, false, false),
                        false,
                        Remedy.DISCARD,
                        List.of(
                                new ForeignMove(1, ARCHIVE),
                                new Fetch(),
                                new Run(1),
                                new User(TRASH, M1 | M2 | 8, null),
                                new Run(1),
                                new Step(0, 5),
                                new ForeignMove(3, 3),
                                new User(MARK_READ, M2, null)))
                .play(stage);
    }
}
