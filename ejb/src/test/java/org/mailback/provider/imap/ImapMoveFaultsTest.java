package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.Outcome;
import org.mailback.provider.Outcome.Done;
import org.mailback.provider.Outcome.Position;
import org.mailback.provider.Outcome.Refused;
import org.mailback.provider.Outcome.TryAgain;
import org.mailback.provider.Outcome.Unknown;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.TlsMode;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.ImapClient.Held;
import org.mailback.rig.ImapClient.Mail;

class ImapMoveFaultsTest extends ProxiedImapTest {

    private static final String FOREIGN = "<foreign@x>";

    @Test
    void one_move_is_one_command() {
        var uids = append("INBOX", 3);

        assertThat(moveToTrash(uids)).hasOnlyElementsOfType(Done.class);
        assertThat(proxy.commands("^UID (MOVE|COPY|STORE|EXPUNGE|SEARCH|FETCH)"))
                .hasSize(1);
    }

    @Test
    void without_move_it_is_copied_and_exactly_the_original_removed() {
        var uids = append("INBOX", 2);
        client.append("INBOX", Mail.withId(FOREIGN).flags("\\Deleted"));
        proxy.hideCapability("MOVE");

        var outcomes = moveToTrash(uids);

        assertThat(positions(outcomes)).containsExactlyElementsOf(uidsIn("Trash"));
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 1, "<2@x>", 1, FOREIGN, 1));
        assertThat(client.messages("INBOX")).extracting(Held::messageId).containsExactly(FOREIGN);
        assertThat(client.messages("Trash")).noneMatch(Held::deleted);
    }

    @Test
    void without_uidplus_the_original_is_marked_but_not_expunged() {
        var uids = append("INBOX", 1);
        client.append("INBOX", Mail.withId(FOREIGN).flags("\\Deleted"));
        proxy.hideCapability("MOVE", "UIDPLUS").stripCopyUid();

        var outcomes = moveToTrash(uids);

        assertThat(outcomes)
                .containsExactly(new Done(
                        new Position(
                                "Trash",
                                client.uidValidity("Trash"),
                                client.message("Trash", "<1@x>").uid()),
                        MoveWriter.NOT_EXPUNGED));
        assertThat(client.message("INBOX", "<1@x>").deleted()).isTrue();
        assertThat(client.messages("INBOX")).hasSize(2);
        assertThat(proxy.commands("EXPUNGE")).isEmpty();
    }

    @Test
    void without_copyuid_the_new_place_is_found_by_what_the_message_is() {
        var uids = append("INBOX", 3);
        client.append("Trash", "<2@x>");
        var floor = client.uidNext("Trash");
        proxy.stripCopyUid();

        var outcomes = apply(OperationKind.TRASH, "INBOX", trash(floor), items("INBOX", uids, false));

        assertThat(positions(outcomes))
                .containsExactlyElementsOf(
                        uidsIn("Trash").stream().filter(uid -> uid >= floor).toList());
    }

    @Test
    void without_copyuid_many_new_places_are_found_too() {
        var uids = append("INBOX", 40);
        proxy.stripCopyUid();

        assertThat(positions(moveToTrash(uids))).containsExactlyElementsOf(uidsIn("Trash"));
    }

    @Test
    void without_uidplus_nothing_is_deleted_for_ever() {
        var uids = append("Trash", 1);
        client.append("Trash", Mail.withId(FOREIGN).flags("\\Deleted"));
        proxy.hideCapability("UIDPLUS");

        assertThat(apply(OperationKind.DELETE, "Trash", null, items("Trash", uids, false)))
                .containsExactly(new Refused(ErrorClass.UNSUPPORTED, "server lacks UIDPLUS"));
        assertThat(client.messages("Trash")).hasSize(2);
        assertThat(client.message("Trash", "<1@x>").deleted()).isFalse();
    }

    @Test
    void a_refused_expunge_takes_its_mark_back() {
        var uids = append("Trash", 2);
        client.store("Trash", uids.get(1), "+FLAGS (\\Deleted)");
        proxy.when("UID EXPUNGE").answer("NO [UNAVAILABLE] later").times(1);
        var items = items("Trash", uids, false);

        assertThat(apply(OperationKind.DELETE, "Trash", null, items)).hasOnlyElementsOfType(TryAgain.class);
        assertThat(client.message("Trash", "<1@x>").deleted()).isFalse();
        assertThat(client.message("Trash", "<2@x>").deleted()).isTrue();

        assertThat(apply(OperationKind.DELETE, "Trash", null, items)).containsOnly(Done.PLAIN);
        assertThat(client.messages("Trash")).isEmpty();
    }

    @Test
    void a_copied_move_whose_original_cannot_be_removed_is_finished_later_and_not_copied_again() {
        var uids = append("INBOX", 2);
        var items = items("INBOX", uids, false);
        proxy.hideCapability("MOVE");
        proxy.when("UID EXPUNGE").answer("NO [UNAVAILABLE] later").times(2);

        for (var attempt = 0; attempt < 2; attempt++) {
            assertThat(apply(OperationKind.TRASH, "INBOX", trash(1), attempt == 0 ? items : uncertain(items)))
                    .allSatisfy(outcome -> assertThat(outcome)
                            .isInstanceOfSatisfying(
                                    TryAgain.class,
                                    again -> assertThat(again.uncertain()).isTrue()));
            assertThat(client.messages("INBOX")).hasSize(2).noneMatch(Held::deleted);
        }
        assertThat(positions(apply(OperationKind.TRASH, "INBOX", trash(1), uncertain(items))))
                .containsExactlyElementsOf(uidsIn("Trash"));
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 1, "<2@x>", 1));
        assertThat(proxy.commands("UID COPY")).hasSize(1);
    }

    @Test
    void a_full_mailbox_is_told_as_such_and_loses_nothing() {
        var uids = append("INBOX", 3);
        proxy.when("UID MOVE").answer("NO [OVERQUOTA] full");

        assertThat(moveToTrash(uids)).containsOnly(new Refused(ErrorClass.QUOTA, "NO [OVERQUOTA] full"));
        assertThat(proxy.commands("UID MOVE")).hasSize(1);
        assertThat(client.messages("INBOX")).hasSize(3);
    }

    @Test
    void a_temporary_refusal_is_one_move() {
        var uids = append("INBOX", 3);
        proxy.when("UID MOVE").answer("NO [UNAVAILABLE] later");

        assertThat(moveToTrash(uids)).hasOnlyElementsOfType(TryAgain.class);
        assertThat(proxy.commands("UID MOVE")).hasSize(1);
    }

    @Test
    void one_poison_message_does_not_hold_up_the_others() {
        var uids = append("INBOX", 20);
        proxy.when("UID MOVE").includingUid(uids.get(7)).answer("BAD poison");

        var outcomes = moveToTrash(uids);

        assertThat(outcomes.get(7)).isInstanceOf(Refused.class);
        assertThat(client.messages("INBOX")).extracting(Held::uid).containsExactly(uids.get(7));
        assertThat(client.messages("Trash")).hasSize(19);
    }

    @Test
    void a_no_after_the_server_has_moved_is_seen_through() {
        var uids = append("INBOX", 3);
        proxy.when("UID MOVE")
                .replaceReply("NO [SERVERBUG] Internal error occurred")
                .times(1);
        proxy.stripCopyUid();

        assertThat(positions(moveToTrash(uids))).containsExactlyElementsOf(uidsIn("Trash"));
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 1, "<2@x>", 1, "<3@x>", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "UID MOVE, before",
        "UID MOVE, silently",
        "UID MOVE, after-untagged",
        "UID MOVE, after",
    })
    void a_cut_around_a_move_ends_as_if_there_had_been_none(String command, String when) {
        cutAndTryAgain(command, when);
    }

    @ParameterizedTest
    @CsvSource({
        "STATUS, before", "UID COPY, before", "UID COPY, silently", "UID COPY, after-untagged", "UID COPY, after",
        "UID STORE, before", "UID STORE, silently", "UID STORE, after", "UID EXPUNGE, before", "UID EXPUNGE, silently",
        "UID EXPUNGE, after", "UID SEARCH, before", "UID SEARCH, after",
    })
    void a_cut_around_any_step_of_a_copied_move_ends_as_if_there_had_been_none(String command, String when) {
        proxy.hideCapability("MOVE");
        cutAndTryAgain(command, when);
    }

    private void cutAndTryAgain(String command, String when) {
        var uids = append("INBOX", 2);
        client.append("INBOX", Mail.withId(FOREIGN).flags("\\Deleted"));
        var floor = client.uidNext("Trash");
        var items = items("INBOX", uids, false);
        var rule = proxy.when("^" + command).times(1);
        switch (when) {
            case "before" -> rule.cutBeforeCommand();
            case "silently" -> rule.cutSilently();
            case "after-untagged" -> rule.cutBeforeReply();
            default -> rule.cutAfterReply();
        }

        var first = new HashMap<Long, Outcome>();
        var failure = catchThrowable(() -> {
            var outcomes = apply(OperationKind.TRASH, "INBOX", trash(floor), items);
            items.forEach(item -> first.put(item.uid(), outcomes.get(items.indexOf(item))));
        });
        assertThat(rule.hits()).isEqualTo(1);
        if (failure != null) {
            assertThat(failure).isInstanceOf(ProviderFailure.NotSent.class);
            assertThat(client.messages("Trash")).isEmpty();
        }
        assertThat(first.values()).allMatch(outcome -> outcome instanceof Done || outcome instanceof Unknown);
        var open = items.stream()
                .filter(item -> !(first.get(item.uid()) instanceof Done))
                .toList();
        if (!open.isEmpty()) {
            var second = apply(OperationKind.TRASH, "INBOX", trash(floor), uncertain(open));
            assertThat(second).hasOnlyElementsOfType(Done.class);
            assertThat(positions(second)).isSubsetOf(uidsIn("Trash"));
        }

        assertThat(client.messages("INBOX")).extracting(Held::messageId).containsExactly(FOREIGN);
        assertThat(client.copies()).isEqualTo(Map.of("<1@x>", 1, "<2@x>", 1, FOREIGN, 1));
        assertThat(client.messages("Trash")).noneMatch(Held::deleted);
        assertThat(proxy.commands("UID COPY").size()
                        + proxy.commands("UID MOVE").size())
                .isLessThanOrEqualTo(2);
    }

    @Test
    void a_server_killed_in_the_middle_of_a_big_move_loses_and_doubles_nothing() throws Exception {
        for (var delay : List.of(0, 5, 20)) {
            connect();
            provider = new ImapProvider(TestSettings.patient());
            var uids = append("INBOX", 400);
            var items = items("INBOX", uids, false);
            var floor = client.uidNext("Trash");
            var sent = proxy.when("UID MOVE").times(1).delay(Duration.ofMillis(1));
            var move = CompletableFuture.supplyAsync(() -> apply(OperationKind.TRASH, "INBOX", trash(floor), items));
            sent.awaitHit(Duration.ofSeconds(5));
            TimeUnit.MILLISECONDS.sleep(delay);
            server.kill();
            server.startAgain();
            var outcomes = catchOutcomes(move);

            var open = items.stream()
                    .filter(item -> outcomes.isEmpty() || !(outcomes.get(items.indexOf(item)) instanceof Done))
                    .toList();
            if (!open.isEmpty()) {
                assertThat(onceItAnswers(() -> apply(OperationKind.TRASH, "INBOX", trash(floor), uncertain(open))))
                        .hasOnlyElementsOfType(Done.class);
            }
            assertThat(onceItAnswers(() -> client.messages("INBOX"))).isEmpty();
            assertThat(onceItAnswers(client::copies))
                    .hasSize(400)
                    .allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
        }
    }

    /** The lock that a killed Dovecot has left keeps the next one waiting, now and then for longer than a read may take. */
    private static <T> T onceItAnswers(Callable<T> call) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .ignoreExceptionsMatching(
                        e -> e instanceof ProviderFailure.NotSent || e instanceof UncheckedIOException)
                .until(call, answer -> true);
    }

    @Test
    void a_missing_trash_is_created_where_the_server_allows_folders() {
        try (var strict = DovecotServer.with()
                .withoutFolders()
                .separator('.')
                .prefix("INBOX.")
                .start()) {
            client = strict.addUser(access.username(), PASSWORD).client(access.username(), PASSWORD);
            access = new AccountAccess(1, strict.host(), strict.port(), TlsMode.NONE, access.username(), PASSWORD);
            var uid = client.append("INBOX", "<1@x>");
            var item = new Item(1, uid, new Fingerprint("<1@x>", 0, Instant.EPOCH), false);

            assertThat(apply(OperationKind.TRASH, "INBOX", trash(1), List.of(item)))
                    .containsExactly(new Done(
                            new Position(
                                    "INBOX.Trash",
                                    client.uidValidity("INBOX.Trash"),
                                    client.message("INBOX.Trash", "<1@x>").uid()),
                            null));
        }
    }

    private static List<Outcome> catchOutcomes(CompletableFuture<List<Outcome>> call) throws Exception {
        try {
            return call.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(RuntimeException.class);
            return List.of();
        }
    }

    private static List<Long> positions(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> ((Done) outcome).position().uid())
                .toList();
    }

    private List<Long> uidsIn(String folder) {
        return client.messages(folder).stream().map(Held::uid).toList();
    }
}
