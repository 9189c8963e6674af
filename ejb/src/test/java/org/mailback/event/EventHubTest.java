package org.mailback.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.platform.Configuration;

class EventHubTest {

    private static final long ALICE = 1;
    private static final long BOB = 2;
    private static final int KEPT = 5;

    private final EventHub hub = new EventHub();
    private final KnownOwners owners = new KnownOwners(Map.of(10L, ALICE, 20L, BOB));
    private long number;

    /** Accounts and owners as the database would tell them, and how often it was asked. */
    private static final class KnownOwners extends Owners {
        private final Map<Long, Long> known;
        private int asked;

        KnownOwners(Map<Long, Long> known) {
            this.known = known;
        }

        @Override
        public Map<Long, Long> of(Collection<Long> accountIds) {
            asked++;
            var found = new HashMap<>(known);
            found.keySet().retainAll(accountIds);
            return found;
        }
    }

    private static final class Seen implements Reader {
        private final List<String> frames = new ArrayList<>();
        private int flushes;

        @Override
        public void offer(byte[] frame) {
            frames.add(new String(frame, StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {
            flushes++;
        }

        private String field(String frame, String name) {
            return frame.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }

        List<String> data() {
            return frames.stream().map(frame -> field(frame, "data")).toList();
        }

        List<String> types() {
            return frames.stream().map(frame -> field(frame, "event")).toList();
        }

        String lastId() {
            return field(frames.get(frames.size() - 1), "id");
        }
    }

    @BeforeEach
    void configure() {
        hub.configuration = Configuration.read(name ->
                name.equals("mailback.events.kept") ? Optional.of(String.valueOf(KEPT)) : Optional.<String>empty());
        hub.accounts = owners;
    }

    private Seen open(long user, boolean all, String lastEventId) {
        var seen = new Seen();
        hub.open(new Scope(user, all), lastEventId, seen);
        return seen;
    }

    private Seen open(long user) {
        return open(user, false, null);
    }

    private void tell(Long account, String... texts) {
        number++;
        tell("node", number, account, texts);
    }

    private void tell(String producer, long parcel, Long account, String... texts) {
        hub.receive(new Parcel(
                producer,
                parcel,
                Arrays.stream(texts)
                        .map(text -> new Happening("mail", account, text))
                        .collect(Collectors.toList())));
    }

    @Test
    void readers_see_their_own_accounts_and_administrators_all_that_they_ask_for() {
        var alice = open(ALICE);
        var bob = open(BOB);
        var all = open(BOB, true, null);
        tell(10L, "a");
        tell(20L, "b");
        tell(null, "job");
        tell(99L, "of an account that is gone");
        assertThat(alice.data()).containsExactly("{}", "a");
        assertThat(bob.data()).containsExactly("{}", "b");
        assertThat(all.data()).containsExactly("{}", "a", "b", "job", "of an account that is gone");
    }

    @Test
    void the_first_frame_says_hello_and_every_frame_is_one_event() {
        var alice = open(ALICE);
        tell(10L, "a");
        assertThat(alice.types()).containsExactly("hello", "mail");
        assertThat(alice.frames.get(1)).matches("id: [0-9a-f]{8}-1\nevent: mail\ndata: a\n\n");
    }

    @Test
    void a_batch_is_flushed_once() {
        var alice = open(ALICE);
        tell(10L, "a", "b", "c");
        assertThat(alice.data()).containsExactly("{}", "a", "b", "c");
        assertThat(alice.flushes).isEqualTo(1);
    }

    @Test
    void owners_are_asked_for_once() {
        tell(10L, "a", "b");
        tell(10L, "c");
        assertThat(owners.asked).isEqualTo(1);
    }

    @Test
    void whoever_comes_back_gets_what_was_missed_and_nothing_twice() {
        var before = open(ALICE);
        tell(10L, "a");
        tell(10L, "b");
        tell(20L, "not for her");
        tell(10L, "c");
        var again = open(ALICE, false, before.field(before.frames.get(1), "id"));
        assertThat(again.data()).containsExactly("{}", "b", "c");
        assertThat(again.types().get(0)).isEqualTo("hello");
        tell(10L, "d");
        assertThat(again.data()).containsExactly("{}", "b", "c", "d");
    }

    @Test
    void whoever_was_away_too_long_reads_anew() {
        var before = open(ALICE);
        tell(10L, "0");
        for (int i = 1; i <= KEPT; i++) {
            tell(20L, String.valueOf(i));
        }
        assertThat(open(ALICE, false, before.lastId()).types()).containsExactly("hello");
        tell(20L, "one too many");
        var late = open(ALICE, false, before.lastId());
        assertThat(late.types()).containsExactly("resync");
        assertThat(open(ALICE, false, late.lastId()).types()).containsExactly("hello");
    }

    @Test
    void the_beat_carries_the_id_so_that_others_events_push_nobody_out() {
        var alice = open(ALICE);
        for (int i = 0; i <= 2 * KEPT; i++) {
            tell(20L, String.valueOf(i));
        }
        hub.beat(alice);
        assertThat(alice.frames.get(1)).startsWith(": beat\n").doesNotContain("data:");
        assertThat(open(ALICE, false, alice.lastId()).types()).containsExactly("hello");
    }

    @Test
    void ids_of_another_node_or_of_nobody_mean_reading_anew() {
        var epoch = open(ALICE).lastId().replaceAll("-.*", "");
        for (var id : List.of("", "x", "12345678-0", epoch, epoch + "-", epoch + "-1", epoch + "--1", epoch + "-x")) {
            assertThat(open(ALICE, false, id).types()).as(id).containsExactly("resync");
        }
    }

    @Test
    void a_gap_in_a_nodes_numbers_is_told_to_everybody() {
        var alice = open(ALICE);
        var all = open(BOB, true, null);
        tell("node", 1, 10L, "a");
        tell("node", 3, 20L, "b");
        assertThat(alice.types()).containsExactly("hello", "mail", "resync");
        assertThat(all.types()).containsExactly("hello", "mail", "resync", "mail");
        assertThat(alice.flushes).isEqualTo(2);
        var id = alice.field(alice.frames.get(1), "id");
        assertThat(open(ALICE, false, id).types())
                .as("also to whoever was away")
                .containsExactly("resync");
    }

    @Test
    void a_parcel_without_events_shows_the_loss_of_the_one_before() {
        var alice = open(ALICE);
        tell("node", 1, 10L, "a");
        tell("node", 3, null);
        assertThat(alice.types()).containsExactly("hello", "mail", "resync");
    }

    @Test
    void nodes_are_numbered_each_for_itself_and_a_new_one_loses_nothing() {
        var alice = open(ALICE);
        tell("one", 1, 10L, "a");
        tell("two", 1, 10L, "b");
        tell("two", 2, 10L, "c");
        tell("one", 2, 10L, "d");
        assertThat(alice.data()).containsExactly("{}", "a", "b", "c", "d");
        tell("three", 17, 10L, "somebody this hub has never heard of");
        assertThat(alice.types()).endsWith("resync", "mail");
    }

    @Test
    void what_is_delivered_twice_is_told_once() {
        var alice = open(ALICE);
        tell("node", 1, 10L, "a");
        tell("node", 1, 10L, "a");
        assertThat(alice.data()).containsExactly("{}", "a");
        assertThat(hub.hasHeard("node", 1)).isTrue();
        assertThat(hub.hasHeard("node", 2)).isFalse();
        assertThat(hub.hasHeard("other", 1)).isFalse();
    }

    @Test
    void a_reader_that_left_is_offered_nothing() {
        var alice = open(ALICE);
        hub.close(new Scope(ALICE, false), alice);
        hub.close(new Scope(ALICE, false), alice);
        tell(10L, "a");
        hub.lost();
        assertThat(alice.types()).containsExactly("hello");
    }
}
