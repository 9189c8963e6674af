package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailback.operation.OperationKind;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderRole;
import org.mailback.provider.Outcome;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.RemoteFolder;
import org.mailback.provider.RemoteMessage;
import org.mailback.provider.TlsMode;
import org.mailback.provider.UidRange;
import org.mailback.provider.WriteCommand;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;
import org.mailback.rig.LyingServer;

/** A server whose answers are short, well-formed and untrue: no message is taken for another one, and none for gone. */
class LyingServerTest {

    private static final FolderRef INBOX = new FolderRef("INBOX", 7);
    private static final UidRange ALL = new UidRange(1, 100);
    private static final Instant ARRIVED = Instant.parse("2026-02-01T10:00:00Z");

    private final LyingServer server = LyingServer.start();
    private final ImapProvider provider = new ImapProvider(new ImapSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(40),
            Duration.ofMinutes(5),
            2,
            500,
            null));
    private final AccountAccess access =
            new AccountAccess(1, server.host(), server.port(), TlsMode.NONE, "anna", "secret");

    LyingServerTest() {
        server.mailbox().deliver("INBOX", "one", "two", "three").deliver("Trash", "old", "older");
    }

    @AfterEach
    void close() {
        provider.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* 3 EXISTS",
                "* OK [UIDVALIDITY 0]",
                "* OK [UIDVALIDITY 4294967296]",
                "* OK [UIDVALIDITY -7]",
                "* OK [UIDVALIDITY x]",
                "* OK [UIDVALIDITY 7] * OK [UIDNEXT 4294967297]",
                "* OK [UIDVALIDITY 7] * OK [UIDNEXT 999999999999999999]"
            })
    void a_folder_whose_numbers_make_no_sense_is_not_touched(String lines) {
        server.lie("SELECT", (lines.replace(" * OK", "\r\n* OK") + "\r\nTAG OK done").split("\r\n"));

        assertThatThrownBy(() -> provider.state(access, "INBOX"))
                .isInstanceOf(ProviderFailure.NotSent.class)
                .hasMessageContaining("INBOX has the UIDVALIDITY");
        assertThatThrownBy(() -> apply(OperationKind.DELETE, 1)).isInstanceOf(ProviderFailure.NotSent.class);
        assertThat(server.mailbox().census()).hasSize(5);
        assertThat(server.commands()).noneMatch(command -> command.startsWith("UID"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967295", "-5", "99999999999999999999", "0"})
    void a_number_of_messages_that_cannot_be_changes_nothing(String exists) {
        server.lie("SELECT", new Corrected("EXISTS", "* " + exists + " EXISTS"));

        assertThat(provider.state(access, "INBOX").exists()).isNotNegative();
        assertThat(provider.messages(access, INBOX, ALL)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TAG OK done",
                "* SEARCH nonsense|TAG OK done",
                "* SEARCH 1 -2|TAG OK done",
                "* SEARCH 0|TAG OK done",
                "* SEARCH 4294967296|TAG OK done",
                "* ESEARCH (TAG \"TAG\") UID ALL x|TAG OK done",
                "* ESEARCH (TAG \"TAG\") UID ALL 1:4294967295|TAG OK done",
                "* ESEARCH (TAG \"TAG\") UID ALL 1:600000|* ESEARCH (TAG \"TAG\") UID ALL 1:600000|TAG OK done",
                "* ESEARCH (TAG \"other\") UID ALL 1:3|TAG OK done",
            })
    void a_search_without_a_clear_result_is_none(String lines) {
        server.lie("UID SEARCH", lines.split("\\|"));

        assertThatThrownBy(() -> provider.uids(access, INBOX, ALL))
                .isInstanceOf(ProviderFailure.NotSent.class)
                .hasMessageContaining("the server's result of a search makes no sense");
        assertThat(apply(OperationKind.MARK_READ, 1)).isInstanceOf(Outcome.Unknown.class);
        server.repent();
        assertThat(provider.uids(access, INBOX, ALL)).containsExactly(1L, 2L, 3L);
        assertThat(server.mailbox().census()).contains("INBOX/two", "INBOX/three");
    }

    @Test
    void uids_that_nobody_asked_for_are_left_out() {
        server.lie("UID SEARCH", "* SEARCH 3 2 2 4294967295 101 1 3", "TAG OK done");
        assertThat(provider.uids(access, INBOX, ALL)).containsExactly(1L, 2L, 3L);

        server.lie(
                "UID FETCH",
                fetch("0", "zero"),
                fetch("4294967296", "beyond"),
                fetch("-1", "below"),
                fetch("101", "not asked for"),
                fetch("2", "two"),
                fetch("1", "first"),
                fetch("1", "repeated"),
                "* 1 FETCH (FLAGS (\\Seen))",
                "* 1 EXPUNGE",
                "* 99999999999 EXISTS",
                "TAG OK done");
        assertThat(provider.messages(access, INBOX, ALL))
                .extracting(RemoteMessage::uid)
                .containsExactly(1L, 2L);
    }

    @Test
    void headers_that_no_table_takes_are_cut() {
        var monster = "x".repeat(100_000);
        server.lie(
                "UID FETCH",
                "* 1 FETCH (UID 1 FLAGS (" + "\\Odd a b " + monster + ") MODSEQ (99999999999999999999) INTERNALDATE"
                        + " \"01-Jan-+99999999 00:00:00 +0000\" RFC822.SIZE -4 ENVELOPE (\"" + monster
                        + "\" {100004}\r\n"
                        + "a\0b\r\n" + monster.substring(1) + " ((\"" + monster + "\" NIL \"" + monster + "\" \""
                        + monster
                        + "\")) NIL NIL ((NIL NIL \"a\" \"b\")) NIL NIL NIL \"<" + monster + "@x>\"))",
                "TAG OK done");

        var message = provider.messages(access, INBOX, ALL).get(0);

        assertThat(message.subject()).hasSizeLessThan(10_000).startsWith("a b");
        assertThat(message.from()).hasSizeLessThan(20_000);
        assertThat(message.to()).isEqualTo("a@b");
        assertThat(message.date()).isNull();
        assertThat(message.flags().modSeq()).isZero();
        assertThat(message.flags().others()).containsExactlyInAnyOrder("\\Odd", "a", "b");
        assertThat(message.fingerprint().messageId()).hasSizeLessThan(600).startsWith("<xxx");
        assertThat(message.fingerprint().internalDate()).isEqualTo(Instant.EPOCH);
        assertThat(message.fingerprint().size()).isZero();
    }

    @Test
    void two_long_message_ids_stay_two() {
        var begin = "<" + "x".repeat(3_000);
        server.lie("UID FETCH", fetch("1", "a", begin + "1>"), fetch("2", "b", begin + "2>"), "TAG OK done");

        assertThat(provider.messages(access, INBOX, ALL))
                .extracting(message -> message.fingerprint().messageId())
                .doesNotHaveDuplicates();
    }

    /** Each of these would give the message the place of another one, which the next action would hit. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 1:4294967295 | of all there are",
                "7 1 1 | of a message that was there before",
                "7 1:2 3:3 | of one place for two",
                "7 1:3 3:4 | of unequal length",
                "7 1 0 | of no message",
                "7 1 4294967296 | beyond all UIDs",
                "7 x y | of nothing"
            })
    void a_copyuid_that_lies_is_not_believed(String code, String name) {
        server.lie("UID MOVE", new Corrected("COPYUID", "* OK [COPYUID " + code.strip() + "]"));

        var outcome = apply(OperationKind.TRASH, 1);

        assertThat(outcome).isEqualTo(new Outcome.Done(new Outcome.Position("Trash", 7, 3), null));
        assertThat(server.mailbox().census())
                .containsExactlyInAnyOrder("INBOX/three", "INBOX/two", "Trash/old", "Trash/older", "Trash/one");
    }

    /** The honest answer with one line changed. */
    private record Corrected(String word, String line) implements LyingServer.Lie {
        @Override
        public void tell(LyingServer.Words words) throws IOException {
            words.truth(honest -> honest.contains(word) ? line : honest);
        }
    }

    @Test
    void folders_that_nobody_could_ask_for_are_left_out() {
        server.lie(
                "LIST",
                "* LIST () NIL INBOX",
                "* LIST (\\HasNoChildren) NIL \"flat\"",
                "* LIST () \"/\" \"a\0b\"",
                "* LIST () \"/\" {4}\r\na\r\nb",
                "* LIST () \"/\" \"\"",
                "* LIST () \"/\" \"" + "x".repeat(10_000) + "\"",
                "* LIST () \"/\" \"&Jjo!\"",
                "* LIST () \"/\" \"&\"",
                "* LIST () \"/\" \"&AGE-\"",
                "* LIST",
                "* LIST (",
                "* LIST () \"/\" INBOX",
                "TAG OK done");

        assertThat(provider.folders(access))
                .extracting(RemoteFolder::name)
                .containsExactly("INBOX", "flat", "&Jjo!", "&", "&AGE-");
    }

    @Test
    void more_folders_than_anybody_has_are_an_error_and_many_are_not() {
        var names = IntStream.range(0, 19_000)
                .mapToObj(n -> "* LIST () \"/\" \"f" + n + "\"")
                .collect(Collectors.joining("\r\n"));
        server.lie("LIST", names, "TAG OK done");
        assertThat(provider.folders(access)).hasSize(19_000);
        server.lie("LIST", names, names.replace("f", "g"), "TAG OK done");
        assertThatThrownBy(() -> provider.folders(access)).hasMessageContaining("more than 20000 folders");
    }

    @Test
    void more_of_a_message_than_was_asked_for_is_not_put_together() {
        server.lie(
                "UID FETCH",
                words -> words.octets("* 1 FETCH (UID 1 BODY[] {2000}\r\n" + "x".repeat(2_000) + ")\r\n" + words.tag()
                        + " OK done\r\n"));

        assertThatThrownBy(() -> provider.content(access, INBOX, 1, 1_000))
                .isInstanceOf(ProviderFailure.NotSent.class)
                .hasMessageContaining("2000 octets where 1001 were asked for");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"LOGIN", "CAPABILITY", "SELECT", "UID STORE", "UID SEARCH", "UID MOVE", "UID FETCH", "(greeting)"
            })
    void a_goodbye_or_nothing_at_any_point_is_survived(String command) {
        for (var word : List.of("* BYE so\0long", "", "* NO", "+ go on", "TAG", "}{", "\0\0\0\0")) {
            server.lie(command, words -> {
                words.octets(word.isEmpty() ? word : word + "\r\n");
                words.hangUp();
            });
            for (var kind : List.of(OperationKind.MARK_READ, OperationKind.TRASH)) {
                try {
                    assertThat(apply(kind, 1)).isNotInstanceOf(Outcome.Refused.class);
                } catch (ProviderFailure.NotSent | ProviderFailure.Throttled e) {
                    assertThat(e).hasMessageContaining("127.0.0.1").hasMessageNotContaining("\0");
                }
            }
        }
        server.repent();
        assertThat(server.mailbox().census()).contains("INBOX/two", "INBOX/three", "Trash/old", "Trash/older");
        assertThat(server.mailbox().census()).hasSize(5);
        assertThat(provider.folders(access)).hasSize(3);
    }

    private static String fetch(String uid, String subject) {
        return fetch(uid, subject, "<" + subject + "@x>");
    }

    private static String fetch(String uid, String subject, String messageId) {
        return "* 1 FETCH (UID " + uid + " FLAGS () ENVELOPE (NIL \"" + subject + "\" NIL NIL NIL NIL NIL NIL NIL \""
                + messageId + "\"))";
    }

    private Outcome apply(OperationKind kind, long uid) {
        var item = new Item(10 + uid, uid, new Fingerprint("<one@x>", 100, ARRIVED), false);
        var target = kind == OperationKind.TRASH ? new Target("Trash", FolderRole.TRASH, 3) : null;
        return provider.apply(access, new WriteCommand(kind, INBOX, target, List.of(item)))
                .get(0)
                .outcome();
    }
}
