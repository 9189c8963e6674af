package org.mailback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.persistence.TransactionRequiredException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.rig.Beans;

/** Statements that are sent together, on a real PostgreSQL. */
class TripTest {

    private final Beans beans = new Beans();

    @BeforeEach
    void table() {
        beans.execute("insert into app_user (name, role) values ('ada', 'user'), ('bob', 'user')");
    }

    @AfterEach
    void close() {
        beans.close();
    }

    private long users() {
        return beans.number("select count(*) from app_user");
    }

    @Test
    void all_go_in_one_round_trip_in_their_order_and_each_has_its_own_values_and_rows() {
        long before = beans.roundTrips();
        beans.onTrip(trip -> {
            var names = trip.add("select name from app_user where name = :name").set("name", "ada");
            var renamed = trip.add("update app_user set name = :name where name = :old")
                    .set("name", "eve")
                    .set("old", "ada");
            var after = trip.add("select name from app_user order by name");
            assertThat(names.list(row -> row.text(0))).containsExactly("ada");
            assertThat(renamed.execute()).isEqualTo(1);
            assertThat(after.list(row -> row.text(0))).containsExactly("bob", "eve");
        });
        assertThat(beans.roundTrips()).isEqualTo(before + 1);
    }

    @Test
    void what_was_added_and_nobody_asked_about_goes_at_the_latest_when_it_is_told_to() {
        beans.onTrip(trip -> trip.add("delete from app_user where name = 'ada'"));
        assertThat(users()).isEqualTo(1);
    }

    @Test
    void each_sees_what_others_have_committed_while_the_one_before_it_waited() throws Exception {
        try (var other = beans.database().connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update app_user set role = 'admin' where name = 'ada'");
            statement.execute("insert into app_user (name, role) values ('eve', 'user')");
            var seen = CompletableFuture.supplyAsync(() -> {
                var counts = new ArrayList<Long>();
                beans.onTrip(trip -> {
                    var before = trip.add("select count(*) from app_user");
                    trip.add("select 1 from app_user where name = 'ada' for update");
                    var after = trip.add("select count(*) from app_user");
                    counts.add(before.first(row -> row.number(0)).orElseThrow());
                    counts.add(after.first(row -> row.number(0)).orElseThrow());
                });
                return counts;
            });
            await().until(() -> beans.number("select count(*) from pg_locks where not granted") == 1);
            other.commit();
            assertThat(seen.get()).containsExactly(2L, 3L);
        }
    }

    @Test
    void an_array_is_handed_over_to_what_comes_later_and_is_empty_where_nothing_was() {
        Consumer<Trip> handing = trip -> {
            trip.add("select " + Trip.handOver("some", "select array_agg(id) from app_user where name = :name")
                            + " from app_user limit 1")
                    .set("name", "bob");
            var told = trip.add(
                    "select name from app_user where id = any(cast(" + Trip.handedOver("some") + " as bigint[]))");
            assertThat(told.list(row -> row.text(0))).containsExactly("bob");
        };
        beans.onTrip(handing);
        beans.onTrip(trip -> assertThat(trip.add("select name from app_user where id = any(cast("
                                + Trip.handedOver("some") + " as bigint[]))")
                        .list(row -> row.text(0)))
                .as("in the next transaction")
                .isEmpty());
        beans.onTrip(handing);
    }

    @Test
    void values_of_every_type_arrive_and_so_do_nulls() {
        var now = Instant.parse("2026-11-30T12:34:56.789Z");
        beans.onTrip(trip -> {
            var all = trip.add("""
                            select cast(:number as bigint), cast(:flag as boolean), cast(:text as text),
                                   make_interval(secs => :time) = interval '1.5 seconds', cast(:at as timestamptz),
                                   cast(cast(:ids as bigint[]) as text), cast(cast(:texts as text[]) as text)
                            """)
                    .set("number", 7)
                    .set("flag", true)
                    .set("text", "a 'b' ? c")
                    .set("time", Duration.ofMillis(1_500))
                    .set("at", now)
                    .setIds("ids", List.of(1L, 2L))
                    .setTexts("texts", Arrays.asList("x", null));
            var row = all.first(found -> found).orElseThrow();
            assertThat(row.number(0)).isEqualTo(7);
            assertThat(row.flag(1)).isTrue();
            assertThat(row.text(2)).isEqualTo("a 'b' ? c");
            assertThat(row.flag(3)).isTrue();
            assertThat(row.time(4)).isEqualTo(now);
            assertThat(row.text(5)).isEqualTo("{1,2}");
            assertThat(row.text(6)).isEqualTo("{x,NULL}");
            var nothing = trip.add("""
                            select cast(:number as bigint), cast(:text as text), cast(:at as timestamptz),
                                   make_interval(secs => :time)
                            """)
                    .setNullable("number", null)
                    .set("text", (String) null)
                    .set("at", (Instant) null)
                    .set("time", (Duration) null);
            assertThat(nothing.first(found -> found).orElseThrow().columns()).containsOnlyNulls();
        });
    }

    @Test
    void one_that_fails_takes_the_others_with_it() {
        assertThatThrownBy(() -> beans.onTrip(trip -> {
                    trip.add("delete from app_user where name = 'ada'");
                    trip.add("select 1 / (select count(*) - 2 from app_user where name = :name)")
                            .set("name", "x");
                    trip.add("select 1 / 0");
                    trip.go();
                }))
                .hasStackTraceContaining("division by zero");
        assertThat(users()).isEqualTo(2);
    }

    @Test
    void what_is_not_as_its_statement_says_is_told_before_anything_is_sent() {
        assertThatThrownBy(() -> beans.onTrip(trip -> trip.add("select :a").set("b", 1)))
                .hasStackTraceContaining("no parameter b in: select ?");
        assertThatThrownBy(() -> beans.onTrip(trip -> {
                    trip.add("delete from app_user");
                    trip.add("select cast(:a as bigint)");
                }))
                .hasStackTraceContaining("no value for a in: select cast(? as bigint)");
        assertThat(users()).isEqualTo(2);
    }

    @Test
    void without_a_transaction_nothing_would_be_locked() {
        try (var entityManager = beans.factory().createEntityManager()) {
            assertThatThrownBy(() -> new Trip(entityManager)).isInstanceOf(TransactionRequiredException.class);
        }
    }
}
