package org.mailback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);
    private final GroupCommit<Integer, String> commits = new GroupCommit<>(
            asked -> {
                groups.add(asked);
                if (asked.contains(0)) {
                    await(gate);
                }
                if (asked.contains(-1)) {
                    throw new IllegalStateException("disk full");
                }
                return asked.stream().map(number -> "did " + number).toList();
            },
            Duration.ofSeconds(5));

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoever_comes_alone_works_at_once() {
        assertThat(commits.join(1)).isEqualTo("did 1");
        assertThat(commits.join(2)).isEqualTo("did 2");
        assertThat(groups).containsExactly(List.of(1), List.of(2));
        assertThat(commits.isIdle()).isTrue();
    }

    @Test
    void those_who_come_meanwhile_share_the_next_and_each_gets_his_own_answer() {
        var first = later(0);
        awaitGroups(1);
        var others = IntStream.rangeClosed(1, 5).mapToObj(this::later).toList();
        awaitWaiting(5);
        gate.countDown();
        assertThat(first.join()).isEqualTo("did 0");
        assertThat(others.stream().map(CompletableFuture::join))
                .containsExactly("did 1", "did 2", "did 3", "did 4", "did 5");
        assertThat(groups).hasSize(2);
        assertThat(groups.get(1)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void a_failure_is_everybodys_of_this_group_and_nobodys_of_the_next() {
        var first = later(0);
        awaitGroups(1);
        var others = List.of(later(-1), later(7));
        awaitWaiting(2);
        gate.countDown();
        assertThat(first.join()).isEqualTo("did 0");
        others.forEach(other -> assertThatThrownBy(other::join).hasMessageContaining("disk full"));
        assertThat(commits.join(8)).isEqualTo("did 8");
    }

    @Test
    void a_leader_who_hangs_holds_up_nobody_who_comes_later_for_long() {
        var impatient = new GroupCommit<Integer, String>(
                asked -> {
                    if (asked.contains(0)) {
                        await(gate);
                    }
                    return asked.stream().map(number -> "did " + number).toList();
                },
                Duration.ofMillis(50));
        var hangs = CompletableFuture.supplyAsync(() -> impatient.join(0), task -> new Thread(task).start());
        Awaitility.await().until(() -> !impatient.isIdle() && impatient.waiting() == 0);
        assertThat(impatient.join(1)).isEqualTo("did 1");
        assertThat(impatient.waiting()).isZero();
        assertThat(hangs).isNotDone();
        gate.countDown();
        assertThat(hangs.join()).isEqualTo("did 0");
        assertThat(impatient.join(2)).isEqualTo("did 2");
    }

    @Test
    void nobody_is_forgotten_however_many_come_and_go() throws Exception {
        gate.countDown();
        var done = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(16);
        try {
            threads.invokeAll(IntStream.range(0, 16)
                    .mapToObj(thread -> Executors.callable(() -> {
                        for (int n = 1; n <= 2_000; n++) {
                            int asked = thread * 10_000 + n;
                            assertThat(commits.join(asked)).isEqualTo("did " + asked);
                            done.incrementAndGet();
                        }
                    }))
                    .toList());
        } finally {
            threads.shutdownNow();
        }
        assertThat(done).hasValue(32_000);
        assertThat(groups.stream().mapToInt(List::size).sum()).isEqualTo(32_000);
        assertThat(groups).allSatisfy(group -> assertThat(group).hasSizeBetween(1, 64));
    }

    private CompletableFuture<String> later(int number) {
        return CompletableFuture.supplyAsync(() -> commits.join(number), task -> new Thread(task).start());
    }

    private void awaitGroups(int count) {
        Awaitility.await().until(() -> groups.size() == count);
    }

    private void awaitWaiting(int count) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> commits.waiting() == count);
    }
}
