package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailback.operation.LaneRequests;
import org.mailback.operation.OperationKind;
import org.mailback.operation.Wishes;
import org.mailback.platform.Sql;
import org.mailback.rig.Beans;
import org.mailback.rig.ManyLanes;

/** How PostgreSQL runs what users ask: nobody's click reads what others have to do. */
class ActionPlansTest {

    private static final String IDLE =
            "not exists (select 1 from pending_operation o where o.message_id = m.id and o.status = 'pending')";

    private static ManyLanes many;
    private static Beans beans;

    @BeforeAll
    static void fill() {
        many = new ManyLanes();
        beans = many.beans();
    }

    @AfterAll
    static void end() {
        many.close();
    }

    @Test
    void an_action_on_one_message_reads_neither_all_lanes_nor_all_accounts() {
        var idle = beans.number("select max(id) from message m where " + IDLE);
        many.plan(
                        LaneRequests.LOCK_OF,
                        values -> values.setIds("messages", List.of(idle))
                                .set("owner", beans.number("select max(owner_id) from account")))
                .touching(40);
        many.planByIndex(
                        Wishes.FIRST,
                        values -> values.setIds("messages", List.of(idle))
                                .set("kind", "mark_read")
                                .set("aspect", "seen")
                                .set("moving", false)
                                .set("all", false))
                .touching(60);
        assertThat(beans.number("select count(*) from pending_operation_pending where message_id = " + idle))
                .isEqualTo(1);
        beans.execute("delete from pending_operation_pending where message_id = " + idle);
    }

    @Test
    void actions_of_many_users_read_their_own_lanes_only() {
        var idle = many.ids("select max(id) from message group by account_id order by account_id desc limit 10");
        var owner = many.ids("select max(owner_id) from account").get(0);
        for (var statement : List.of(LaneRequests.LOCK_EACH_FREE, LaneRequests.LOCK_EACH_WAITING)) {
            many.plan(
                            statement,
                            values -> values.setIds("messages", idle).setIds("owners", Collections.nCopies(10, owner)))
                    .touching(250);
        }
    }

    /** Locks are taken in the order of the ids, which the index gives without sorting. */
    @ParameterizedTest
    @EnumSource(OperationKind.class)
    void what_is_changed_is_looked_up_by_its_id_in_their_order(OperationKind kind) {
        var idle = many.ids("select min(id) from message m where " + IDLE + " group by account_id order by 1 limit 10");
        var settings = Sql.BY_INDEX
                + handedOver(LaneRequests.LOCKED_MESSAGES, idle)
                + handedOver(
                        LaneRequests.LOCKED_ACCOUNTS,
                        many.ids("select account_id from message where id in (" + commas(idle) + ")"));
        for (var wait : List.of(true, false)) {
            var plan = many.undone(settings, LocalChange.ofLocked(kind, wait), values -> values.setIds("ids", idle))
                    .within(400);
            assertThat(plan.text()).contains("LockRows", "Index Scan using message_pkey on message m");
        }
    }

    private static String handedOver(String name, List<Long> ids) {
        return ", set_config('mailback." + name + "', '{" + commas(ids) + "}', true)";
    }

    private static String commas(List<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Test
    void an_action_that_replaces_another_reads_neither_what_else_is_pending_nor_all_lanes() {
        var waiting = many.ids("select max(message_id) from pending_operation_pending");
        many.undone(
                        Sql.BY_INDEX,
                        Wishes.CANCEL,
                        values -> values.setIds("messages", waiting)
                                .set("kind", "mark_unread")
                                .set("aspect", "seen"))
                .touching(100);
        many.undone(
                        Sql.BY_INDEX,
                        Wishes.BESIDE_OTHERS,
                        values -> values.setIds("messages", waiting)
                                .set("kind", "trash")
                                .set("aspect", "placement")
                                .set("moving", true))
                .touching(100);
    }
}
