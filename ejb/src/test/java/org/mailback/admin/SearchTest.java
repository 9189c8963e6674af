package org.mailback.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.admin.OperationSearch.Part;
import org.mailback.admin.OperationSearch.Sort;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationQueue;
import org.mailback.operation.OperationStatus;

/** What the console lists, why it waits, and what happened to one operation. */
class SearchTest extends OnConsole {

    private static final Part NEWEST = new Part(Sort.ID, false, 0, 50);

    private long account;

    @BeforeEach
    void connect() {
        account = mailboxes.account("alice");
    }

    private Found<ConsoleOperation> find(OperationFilter filter) {
        return find(filter, NEWEST);
    }

    private Found<ConsoleOperation> find(OperationFilter filter, Part part) {
        return beans.get(OperationSearch.class).find(filter, part);
    }

    private static OperationFilter text(OperationStatus status, String text) {
        return new OperationFilter(status, null, null, null, null, text, null);
    }

    private void settle(List<Long> ids) {
        beans.onTrip(trip -> beans.get(OperationQueue.class)
                .complete(
                        trip,
                        ids.stream()
                                .map(id -> new OperationQueue.Completion(id, null, Duration.ofMillis(12)))
                                .toList(),
                        "node7"));
    }

    private List<Long> pendingIds() {
        return mailboxes.pending(account).stream()
                .map(operation -> operation.id())
                .toList();
    }

    @Test
    void operations_of_every_status_are_found_newest_first_with_their_account_and_subject() {
        failed(account, 1, ErrorClass.QUOTA, "full");
        mailboxes.act(OperationKind.TRASH, mailboxes.message(account));
        settle(pendingIds());
        mailboxes.act(OperationKind.MARK_READ, mailboxes.message(account));
        var all = find(OperationFilter.of(null));
        assertThat(all.total()).isEqualTo(3);
        assertThat(all.totalCapped()).isFalse();
        assertThat(all.items()).extracting(ConsoleOperation::status).containsExactly("pending", "completed", "failed");
        assertThat(all.items()).allSatisfy(operation -> {
            assertThat(operation.account()).isEqualTo("alice@example.org");
            assertThat(operation.host()).isEqualTo("localhost");
            assertThat(operation.subject()).isEqualTo("Subject 1");
        });
        assertThat(find(OperationFilter.of(OperationStatus.COMPLETED)).items()).hasSize(1);
    }

    @Test
    void every_filter_narrows() {
        long other = mailboxes.account("bob");
        beans.execute("update account set host = 'imap.example' where id = " + other);
        failed(account, 2, ErrorClass.QUOTA, "NO [OVERQUOTA] 100% full");
        var refused = failed(other, 1, ErrorClass.REFUSED, "NO [CANNOT] no");
        var failed = OperationStatus.FAILED;
        assertThat(find(new OperationFilter(failed, other, null, null, null, null, null))
                        .items())
                .extracting(ConsoleOperation::id)
                .containsExactlyElementsOf(refused);
        assertThat(find(new OperationFilter(null, null, null, ErrorClass.QUOTA, null, null, null))
                        .total())
                .isEqualTo(2);
        assertThat(find(new OperationFilter(null, null, null, null, "IMAP.example", null, null))
                        .total())
                .isEqualTo(1);
        assertThat(find(new OperationFilter(null, null, OperationKind.TRASH, null, null, null, null))
                        .total())
                .isZero();
        assertThat(find(OperationFilter.of(null).with(refused)).total()).isEqualTo(1);
        assertThat(find(text(null, "00% F")).total()).isEqualTo(2);
        assertThat(find(text(failed, "0%f")).total()).isZero();
        assertThat(find(text(failed, "subject 2")).total()).isEqualTo(1);
        assertThat(find(text(OperationStatus.PENDING, "subject")).items()).isEmpty();
    }

    @Test
    void lists_are_sorted_and_paged() {
        long other = mailboxes.account("aaron");
        failed(account, 3, ErrorClass.QUOTA, "full");
        var last = failed(other, 1, ErrorClass.QUOTA, "full");
        beans.execute("update pending_operation set attempts = 9 where id = " + last.get(0));
        var failed = OperationFilter.of(OperationStatus.FAILED);
        assertThat(find(failed, new Part(Sort.ACCOUNT, true, 0, 1))
                        .items()
                        .get(0)
                        .account())
                .isEqualTo("aaron@example.org");
        assertThat(find(failed, new Part(Sort.ATTEMPTS, false, 0, 1))
                        .items()
                        .get(0)
                        .id())
                .isEqualTo(last.get(0));
        var second = find(failed, new Part(Sort.CREATED_AT, true, 2, 2));
        assertThat(second.total()).isEqualTo(4);
        assertThat(second.items())
                .hasSize(2)
                .last()
                .extracting(ConsoleOperation::id)
                .isEqualTo(last.get(0));
        for (var sort : Sort.values()) {
            for (var status : OperationStatus.values()) {
                assertThat(find(OperationFilter.of(status), new Part(sort, true, 0, 50))
                                .items())
                        .hasSize(status == OperationStatus.FAILED ? 4 : 0);
            }
            assertThat(find(OperationFilter.of(null), new Part(sort, false, 0, 50))
                            .items())
                    .hasSize(4);
        }
    }

    @Test
    void subjects_are_neither_shown_nor_searched_where_administrators_are_not_to_see_them() {
        try (var shy = new Shy()) {
            assertThat(shy.find(text(null, "subject")).items()).isEmpty();
            assertThat(shy.find(OperationFilter.of(null)).items())
                    .singleElement()
                    .satisfies(operation -> assertThat(operation.subject()).isNull());
            assertThat(shy.detail()).satisfies(detail -> {
                assertThat(detail.subject()).isNull();
                assertThat(detail.messageFrom()).isNull();
            });
        }
    }

    private static final class Shy extends OnConsole implements AutoCloseable {
        private final long id;

        Shy() {
            super(Map.of("mailback.console.subjects", "false"));
            id = failed(mailboxes.account("carol"), 1, ErrorClass.QUOTA, "full").get(0);
        }

        private Found<ConsoleOperation> find(OperationFilter filter) {
            return beans.get(OperationSearch.class).find(filter, NEWEST);
        }

        private OperationDetail detail() {
            return beans.get(OperationHistory.class).get(id);
        }

        @Override
        public void close() {
            super.close();
        }
    }

    private Waiting waiting() {
        return find(OperationFilter.of(OperationStatus.PENDING)).items().get(0).waiting();
    }

    @Test
    void what_waits_says_why() {
        mailboxes.act(OperationKind.TRASH, mailboxes.message(account));
        assertThat(waiting().reason()).isEqualTo("next");
        beans.execute("update account_lane set lease_owner = 'x', claimed_to = queued_no, claimed_at = now()");
        assertThat(waiting().reason()).isEqualTo("in_flight");
        beans.execute("update account_lane set claimed_to = 0");
        assertThat(waiting().reason()).isEqualTo("behind");
        beans.execute("update account_lane set lease_owner = null");
        beans.execute("update pending_operation set uncertain = true");
        assertThat(waiting().reason()).isEqualTo("outcome_unknown");
        beans.execute("update account_lane set pause_reason = 'unreachable', pause_text = 'no route',"
                + " paused_until = now() + interval '1 minute'");
        assertThat(waiting().reason()).isEqualTo("unreachable");
        assertThat(waiting().text()).isEqualTo("no route");
        assertThat(waiting().until()).isAfter(Instant.now());
        beans.execute("update account_lane set pause_reason = 'auth_required', pause_text = null,"
                + " paused_until = 'infinity'");
        assertThat(waiting().reason()).isEqualTo("auth_required");
        assertThat(waiting().text()).contains("credentials");
        assertThat(waiting().until()).isNull();
    }

    @Test
    void what_is_tried_again_says_when_and_after_which_answer() {
        mailboxes.act(OperationKind.MARK_READ, mailboxes.message(account));
        beans.onTrip(trip -> beans.get(OperationQueue.class)
                .fail(
                        trip,
                        List.of(new OperationQueue.Failure(
                                pendingIds().get(0),
                                ErrorClass.TEMPORARY,
                                "NO [INUSE]",
                                Duration.ofMinutes(3),
                                false,
                                false,
                                Duration.ofMillis(7))),
                        "node"));
        assertThat(waiting().reason()).isEqualTo("retry");
        assertThat(waiting().text()).contains("1 of 3", "NO [INUSE]");
        assertThat(waiting().until()).isAfter(Instant.now().plusSeconds(60));
    }

    @Test
    void a_wish_behind_one_that_is_under_way_says_so() {
        long message = mailboxes.message(account);
        mailboxes.act(OperationKind.MARK_READ, message);
        mailboxes.claim(account);
        mailboxes.act(OperationKind.MARK_UNREAD, message);
        assertThat(find(OperationFilter.of(OperationStatus.PENDING)).items())
                .extracting(operation -> operation.waiting().reason())
                .containsExactly("behind", "in_flight");
    }

    private OperationDetail detail(long id) {
        return beans.get(OperationHistory.class).get(id);
    }

    @Test
    void the_history_tells_every_try_also_the_one_that_succeeded_and_who_retried() {
        mailboxes.act(OperationKind.TRASH, mailboxes.message(account));
        long id = pendingIds().get(0);
        beans.onTrip(trip -> beans.get(OperationQueue.class)
                .fail(
                        trip,
                        List.of(new OperationQueue.Failure(
                                id, ErrorClass.QUOTA, "NO [OVERQUOTA]", null, false, false, Duration.ofMillis(31))),
                        "node1"));
        assertThat(detail(id).history())
                .extracting(OperationDetail.Event::event)
                .containsExactly("queued", "attempt", "failed");
        beans.get(Remedies.class).administer(ADMIN, Remedy.RETRY, OperationFilter.failed(List.of(id)));
        assertThat(detail(id).attempts()).isZero();
        beans.onTrip(trip -> beans.get(OperationQueue.class)
                .markUncertain(
                        trip, List.of(new OperationQueue.Unknown(id, "cut", false, Duration.ofMillis(99))), "node1"));
        settle(List.of(id));
        var detail = detail(id);
        assertThat(detail.folder()).isEqualTo("Trash");
        assertThat(detail.target()).isEqualTo("Trash");
        assertThat(detail.createdBy()).isEqualTo("alice");
        assertThat(detail.messageFrom()).contains("Ada");
        assertThat(detail.completedAt()).isNotNull();
        assertThat(detail.history())
                .extracting(
                        OperationDetail.Event::event,
                        OperationDetail.Event::outcome,
                        OperationDetail.Event::node,
                        OperationDetail.Event::durationMs,
                        OperationDetail.Event::error,
                        OperationDetail.Event::by)
                .containsExactly(
                        tuple("queued", null, null, null, null, "alice"),
                        tuple("attempt", "failed", "node1", 31L, "NO [OVERQUOTA]", null),
                        tuple("retried", null, null, null, null, "root"),
                        tuple("attempt", "unknown", "node1", 99L, "cut", null),
                        tuple("attempt", "done", "node7", 12L, null, null),
                        tuple("completed", null, null, null, null, null));
    }

    @Test
    void a_wish_that_was_replaced_names_its_successor() {
        long message = mailboxes.message(account);
        mailboxes.act(OperationKind.MARK_READ, message);
        long first = pendingIds().get(0);
        mailboxes.act(OperationKind.MARK_UNREAD, message);
        var detail = detail(first);
        assertThat(detail.supersededBy()).isEqualTo(pendingIds().get(0));
        assertThat(detail.history()).last().satisfies(event -> {
            assertThat(event.event()).isEqualTo("cancelled");
            assertThat(event.error()).contains("replaced");
        });
        assertThatThrownBy(() -> detail(4711)).isInstanceOf(MailboxProblem.class);
    }
}
