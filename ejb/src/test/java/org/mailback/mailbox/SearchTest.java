package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.platform.Schema;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

/** Searching a folder, on a real database. */
class SearchTest {

    private final Beans beans = new Beans();
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private final Messages messages = beans.get(Messages.class);
    private long account;
    private long inbox;
    private Caller alice;

    @BeforeEach
    void connect() {
        account = mailboxes.account("alice");
        inbox = beans.number("select id from folder where name = 'INBOX' and account_id = " + account);
        alice = new Caller(beans.number("select id from app_user where name = 'alice'"), "alice", false);
    }

    @AfterEach
    void close() {
        beans.close();
    }

    private void says(long id, String sender, String subject) {
        beans.execute("update message set sender = '%s', subject = '%s' where id = %d".formatted(sender, subject, id));
    }

    private List<Long> found(String search) {
        return found(search, null);
    }

    private List<Long> found(String search, @Nullable Boolean unread) {
        var ids = new ArrayList<Long>();
        String cursor = null;
        do {
            var page = messages.list(alice, inbox, new Messages.Filter(cursor, null, 7, unread, search));
            page.items().forEach(message -> ids.add(message.id()));
            cursor = page.next();
        } while (cursor != null);
        return ids;
    }

    @Test
    void all_words_must_be_there_in_any_order_and_case_each_in_sender_or_subject() {
        var ids = mailboxes.messages(account, 4);
        says(ids.get(0), "Ada Lovelace <ada@example.org>", "Quarterly numbers");
        says(ids.get(1), "Alan Kay <kay@example.org>", "Numbers, please: QUARTERLY");
        says(ids.get(2), "Ännchen <a@example.org>", "Über uns");
        says(ids.get(3), "quarter <q@example.org>", "nothing");
        assertThat(found("quarterly")).containsExactly(ids.get(0), ids.get(1));
        assertThat(found("numbers quarterly")).containsExactly(ids.get(0), ids.get(1));
        assertThat(found("LOVE numb")).containsExactly(ids.get(0));
        assertThat(found("kay@example.org please:")).containsExactly(ids.get(1));
        assertThat(found("quarterly kay ada")).isEmpty();
        assertThat(found("änn über")).containsExactly(ids.get(2));
        assertThat(found("uarte")).containsExactly(ids.get(0), ids.get(1), ids.get(3));
        assertThat(found("orgquarterly")).isEmpty();
    }

    @Test
    void short_words_and_signs_are_found_too_and_wildcards_mean_themselves() {
        var ids = mailboxes.messages(account, 3);
        says(ids.get(0), "x", "a_b costs 100% \\ 50");
        says(ids.get(1), "y", "aXb costs 1000 --- C++");
        for (var search : List.of("a_b", "100%", "\\", "% _", "%")) {
            assertThat(found(search)).as(search).containsExactly(ids.get(0));
        }
        for (var search : List.of("ax", "---", "c++", "+", "ax costs")) {
            assertThat(found(search)).as(search).containsExactly(ids.get(1));
        }
        assertThat(found("0")).containsExactly(ids.get(0), ids.get(1));
        for (var search : List.of("a%b", "1__%", "''; drop table message; --", "zz", "_x")) {
            assertThat(found(search)).as(search).isEmpty();
        }
        assertThat(found(" \t ")).hasSize(3);
        for (var wrong : List.of("a\u0000b", "x".repeat(201))) {
            assertThatThrownBy(() -> found(wrong)).isInstanceOf(MailboxProblem.class);
        }
        assertThat(found("x ".repeat(99))).hasSizeLessThan(4);
    }

    @Test
    void what_is_found_goes_on_page_by_page_behind_the_newest_thousands() {
        var ids = mailboxes.messages(account, 5_000);
        var rare = List.of(ids.get(3), ids.get(2_100), ids.get(2_101), ids.get(3_999), ids.get(4_999));
        beans.execute("update message set subject = 'half of them' where id % 2 = 0");
        rare.forEach(id -> says(id, "x", "needle"));
        assertThat(found("needle")).containsExactlyElementsOf(rare);
        assertThat(found("half them"))
                .containsExactlyElementsOf(ids.stream()
                        .filter(id -> id % 2 == 0 && !rare.contains(id))
                        .toList());
        mailboxes.act(OperationKind.MARK_READ, rare.get(1), rare.get(4));
        assertThat(found("needle", true)).containsExactly(rare.get(0), rare.get(2), rare.get(3));
        assertThat(found("needle", false)).containsExactly(rare.get(1), rare.get(4));
    }

    @Test
    void what_came_over_more_than_a_year_is_found_in_its_order_and_a_page_costs_what_came_lately() throws SQLException {
        var ids = mailboxes.messages(account, 10_000);
        beans.execute("update message m set internal_date = now() - n * interval '1 hour',"
                + " subject = case when n % 10 = 0 then 'needle' else subject end"
                + " from (select id, row_number() over (order by id) as n from message) o where o.id = m.id");
        var all = Stream.iterate(9, n -> n < 10_000, n -> n + 10).map(ids::get).toList();
        mailboxes.act(OperationKind.MARK_READ, all.get(3));
        assertThat(found("needle")).containsExactlyElementsOf(all);
        assertThat(found("needle", false)).containsExactly(all.get(3));
        try (var connection = beans.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("vacuum analyze message, message_search");
        }
        var listing = listing("needle");
        assertThat(touched(listing, listing.foundLately()) * 3).isLessThan(touched(listing, listing.foundByIndex()));
        beans.execute("update message set internal_date = now() - interval '3 years' where id = " + all.get(0));
        assertThat(found("needle"))
                .as("moved to its place")
                .startsWith(all.get(1))
                .endsWith(all.get(0));
    }

    @Test
    void only_the_folder_is_searched_and_what_moves_is_found_where_it_is() {
        var ids = mailboxes.messages(account, 3);
        ids.forEach(id -> says(id, "x", "needle"));
        mailboxes.messages(mailboxes.account("bob"), 3).forEach(id -> says(id, "x", "needle"));
        mailboxes.act(OperationKind.TRASH, ids.get(1));
        mailboxes.act(OperationKind.DELETE, ids.get(2));
        assertThat(found("needle")).containsExactly(ids.get(0));
        inbox = beans.number("select id from folder where name = 'Trash' and account_id = " + account);
        assertThat(found("needle")).containsExactly(ids.get(1));
    }

    @Test
    void every_message_can_be_found_until_it_is_gone() {
        var ids = mailboxes.messages(account, 3);
        assertThat(beans.number("select count(*) from message_search")).isEqualTo(3);
        beans.execute("delete from message where id = " + ids.get(0));
        assertThat(beans.number("select count(*) from message_search")).isEqualTo(2);
        assertThat(found("subject")).containsExactly(ids.get(1), ids.get(2));
    }

    @Test
    void a_rare_word_is_looked_up_in_the_accounts_part_of_the_index() throws SQLException {
        var ids = mailboxes.messages(account, 10_000);
        var others = mailboxes.messages(mailboxes.account("bob"), 10_000);
        says(ids.get(9_000), "x", "needle in a haystack");
        beans.execute("update message set subject = 'needle ' || id where id >= " + others.get(0));
        try (var connection = beans.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("vacuum analyze message, message_search");
        }
        assertThat(planOf("needle hay"))
                .contains("message_search_words", "account_id = '" + account, "words ~~ '%hay%'")
                .doesNotContain("Seq Scan on message");
    }

    @Test
    void a_rare_word_is_not_looked_for_in_thousands_of_messages_one_by_one() throws SQLException {
        var ids = mailboxes.messages(account, 10_000);
        says(ids.get(9_000), "x", "needle in a haystack");
        try (var connection = beans.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("vacuum analyze message, message_search");
        }
        var listing = listing("needle hay");
        assertThat(touched(listing, listing.foundLately()) + touched(listing, listing.foundByIndex()))
                .isLessThan(100);
    }

    private int touched(FolderListing listing, String statement) {
        var plan = beans.plan(statement, query -> listing.bind(query, statement));
        var buffers = Pattern.compile("Buffers: shared (?:hit=(\\d+))?(?: read=(\\d+))?")
                .matcher(plan);
        assertThat(buffers.find()).as(plan).isTrue();
        return Stream.of(buffers.group(1), buffers.group(2))
                .filter(Objects::nonNull)
                .mapToInt(Integer::parseInt)
                .sum();
    }

    @Test
    void words_that_the_index_does_not_know_are_kept_out_of_it() {
        var terms = SearchTerms.of("ab abc a-b c++x 12é");
        assertThat(terms.inIndex())
                .isEqualTo(
                        "s.words || '' like lower(:term0) and s.words like lower(:term1) and s.words || '' like lower(:term2)"
                                + " and s.words || '' like lower(:term3) and s.words like lower(:term4)");
        assertThat(terms.inRows()).doesNotContain("s.words like");
    }

    private String planOf(String search) {
        var listing = listing(search);
        return beans.plan(listing.foundByIndex(), query -> listing.bind(query, listing.foundByIndex()));
    }

    private FolderListing listing(String search) {
        var filter = new Messages.Filter(null, null, 50, null, search);
        return new FolderListing(account, inbox, filter, null, SearchTerms.of(search));
    }

    @Test
    void marking_as_read_and_moving_write_nothing_that_is_searched() {
        var ids = mailboxes.messages(account, 50);
        var before = written();
        mailboxes.act(OperationKind.MARK_READ, ids);
        mailboxes.act(OperationKind.TRASH, ids);
        assertThat(written()).isEqualTo(before);
    }

    private String written() {
        return beans.query("select string_agg(xmin || ' ' || ctid, ',' order by message_id) from message_search")
                .toString();
    }

    @Test
    void the_messages_of_an_earlier_version_are_found_after_the_migration() throws SQLException {
        beans.spoil();
        beans.execute("drop schema public cascade");
        beans.execute("create schema public");
        var database = beans.database();
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database.dataSource())
                .locations("classpath:db/migration")
                .target("2")
                .load()
                .migrate();
        account = mailboxes.account("alice");
        inbox = beans.number("select id from folder where name = 'INBOX' and account_id = " + account);
        var ids = mailboxes.messages(account, 30);
        says(ids.get(20), "Grüße <g@example.org>", "Before the MIGRATION");

        Schema.migrate(database.dataSource());

        alice = new Caller(beans.number("select id from app_user where name = 'alice'"), "alice", false);
        assertThat(found("migration grüße")).containsExactly(ids.get(20));
        assertThat(found("example.org")).hasSize(30);
        says(mailboxes.message(account), "x", "after the migration");
        assertThat(found("migration")).hasSize(2);
    }
}
