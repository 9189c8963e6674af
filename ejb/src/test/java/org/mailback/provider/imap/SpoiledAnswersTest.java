package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.junit.jupiter.api.Test;
import org.mailback.operation.OperationKind;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderRole;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.TlsMode;
import org.mailback.provider.UidRange;
import org.mailback.provider.WriteCommand;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;
import org.mailback.rig.Fuzzing;
import org.mailback.rig.LyingServer;
import org.mailback.rig.Mutations;

/** What real servers answer, with octets of it spoiled: a failure that is declared, or a result that makes sense. */
class SpoiledAnswersTest {

    private static final Bounds BOUNDS = new Bounds(150_000, 300_000, 5_000);
    private static final FolderRef INBOX = new FolderRef("INBOX", 1_763_892_001);

    /** As Dovecot and Cyrus send them; each line of a stanza ends in CRLF, and TAG stands for the command's tag. */
    private static final List<byte[]> SAMPLES = Stream.of("""
                    * OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] Dovecot ready.
                    * CAPABILITY IMAP4rev1 UIDPLUS MOVE CONDSTORE ESEARCH SPECIAL-USE LIST-EXTENDED NAMESPACE
                    TAG OK Capability completed (0.001 + 0.000 secs).
                    """, """
                    * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded)
                    * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] Flags permitted.
                    * 172 EXISTS
                    * 0 RECENT
                    * OK [UNSEEN 12] First unseen.
                    * OK [UIDVALIDITY 1763892001] UIDs valid
                    * OK [UIDNEXT 18301] Predicted next UID
                    * OK [HIGHESTMODSEQ 99] Highest
                    TAG OK [READ-WRITE] Select completed (0.002 + 0.000 secs).
                    """, """
                    * LIST (\\HasNoChildren \\Trash) "." "Deleted Items"
                    * LIST (\\HasChildren) "." INBOX
                    * LIST (\\NoSelect) "/" {6}
                    a "b" c
                    * LIST (\\HasNoChildren \\Marked) NIL "Entw&APw-rfe"
                    TAG OK List completed.
                    """, """
                    * 12 FETCH (UID 34 MODSEQ (17) FLAGS (\\Seen $Junk) INTERNALDATE " 3-Nov-2026 09:10:11 +0100" RFC822.SIZE 3344 \
                    ENVELOPE ("Tue, 3 Nov 2026 09:10:11 +0100" "=?utf-8?q?Gr=C3=BC=C3=9Fe?=" (("Ada \\"L\\"" NIL "ada" "example.org")) \
                    NIL NIL ((NIL NIL "bob" "example.org")("A group" NIL NIL NIL)) NIL NIL NIL "<1@example.org>"))
                    * 13 FETCH (UID 35 FLAGS () INTERNALDATE "03-Nov-2026 09:10:11 +0100" RFC822.SIZE 1 ENVELOPE (NIL {12}
                    with "quotes NIL NIL NIL NIL NIL NIL NIL NIL))
                    TAG OK Fetch completed.
                    """, """
                    * 12 FETCH (FLAGS (\\Seen \\Recent) UID 34 BODY[]<0> {26}
                    Subject: x

                    Hello world
                    )
                    TAG OK Fetch completed.
                    """, """
                    * SEARCH 1 2 3 34 35 (MODSEQ 17)
                    * ESEARCH (TAG "TAG") UID ALL 1:3,34:35
                    TAG OK Search completed.
                    """, """
                    * OK [COPYUID 1763892002 34,35 7:8] Moved UIDs.
                    * 12 EXPUNGE
                    * VANISHED 34:35
                    * STATUS "Trash" (UIDNEXT 9 MESSAGES 3)
                    * NAMESPACE (("" "/")("INBOX." ".")) NIL (("#shared/" "/"))
                    TAG OK [HIGHESTMODSEQ 77] Move completed.
                    """, """
                    * NO [ALERT] Disk is almost full
                    * BYE Logging out
                    TAG NO [OVERQUOTA] Not enough disk quota (0.001 secs).
                    TAG BAD [CLIENTBUG] Too long argument
                    """)
            .map(text -> text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1))
            .toList();

    private static final List<String> WORDS = List.of(
            "\r\n",
            "\n",
            "\r",
            "* ",
            "TAG ",
            "TAG OK\r\n",
            "+ \r\n",
            "\0",
            "\u00ff",
            "(",
            ")",
            "((((((((",
            "\"",
            "\\",
            "{",
            "}",
            "{0}\r\n",
            "{1}\r\n",
            "{5}\r\nabcde",
            "{99999}\r\n",
            "{2147483648}\r\n",
            "{-1}\r\n",
            "{+}\r\n",
            "{3+}\r\nabc",
            "[",
            "]",
            "<0>",
            "NIL",
            "%",
            "*",
            "&",
            "&-",
            "&AAA-",
            "OK ",
            "NO ",
            "BAD ",
            "BYE ",
            "PREAUTH ",
            "FETCH ",
            "UID ",
            "UID 34 ",
            "FLAGS ",
            "ENVELOPE ",
            "BODY[] ",
            "MODSEQ ",
            "EXISTS",
            "EXPUNGE",
            "SEARCH ",
            "ESEARCH ",
            "ALL ",
            "1:4294967295",
            "1:*",
            ",",
            ":",
            "COPYUID ",
            "UIDVALIDITY ",
            "UIDNEXT ",
            "LIST ",
            "\"INBOX\"",
            "CAPABILITY ",
            "AUTH=",
            "=?utf-8?B?",
            "=?x?q?=00?=",
            "01-Jan-0000 00:00:00 +0000");

    /** Framing, tokens and everything that is read from one response. */
    @Test
    void spoiled_responses_are_read_or_refused() {
        var bounds = new Fuzzing(200_000_000, 2_000, Duration.ofSeconds(60));
        assertThat(bounds.run(new Mutations(Fuzzing.seed(), SAMPLES, WORDS), 5_000, SpoiledAnswersTest::readAll))
                .isPositive();
    }

    private static void readAll(byte[] input) throws Exception {
        var wire = new Received(input, BOUNDS);
        var untagged = new ArrayList<Reply>();
        while (true) {
            Reply response;
            try {
                response = new Reply(wire);
            } catch (IOException end) {
                break;
            } catch (ProtocolException | RuntimeException noResponse) {
                continue; // as AnswerReader does
            }
            untagged.add(response);
            readOne(response);
        }
        if (!untagged.isEmpty()) {
            readTogether(Answer.of(untagged.get(untagged.size() - 1), untagged));
        }
    }

    private static void readTogether(Answer answer) {
        assertThat(answer.words()).doesNotContain("\0");
        CopyUids.of(answer, "Trash", 1)
                .values()
                .forEach(position -> assertThat(position.uid()).isBetween(1L, UidSets.LARGEST));
        try {
            var found = answer.found(); // a million assertions would cost more than the million UIDs
            if (!found.isEmpty()) {
                assertThat(found.first()).isPositive();
                assertThat(found.last()).isLessThanOrEqualTo(UidSets.LARGEST);
            }
            Selected.of("INBOX", answer, true);
        } catch (CommandRefused declared) {
            assertThat(declared).hasMessageNotContaining("\0");
        }
    }

    private static void readOne(Reply response) {
        Tokens.of(response.rest());
        var fetch = FetchReply.of(response);
        if (fetch != null) {
            var message = fetch.message();
            assertThat(message.uid()).isBetween(1L, UidSets.LARGEST);
            assertThat(message.subject()).hasSizeLessThan(20_000).doesNotContain("\0", "\n", "\u202e");
            assertThat(message.from()).doesNotContain("\0", "\n", "\u202e");
            assertThat(message.fingerprint().internalDate()).isBefore(Instant.parse("2201-01-01T00:00:00Z"));
            assertThat(
                            message.fingerprint().messageId() == null
                                    ? 0
                                    : message.fingerprint().messageId().length())
                    .isLessThan(700);
            fetch.body();
        }
    }

    /** The whole way from the socket to the provider's results. */
    @Test
    void spoiled_conversations_end_in_a_result_or_a_declared_failure() throws IOException {
        var spoiled = new Mutations(Fuzzing.seed() + 1, SAMPLES, WORDS);
        var bounds = new Fuzzing(300_000_000, 2_000, Duration.ofSeconds(60));
        try (var server = LyingServer.start()) {
            var provider = new ImapProvider(new ImapSettings(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(5),
                    2,
                    500,
                    null,
                    BOUNDS));
            var access = new AccountAccess(1, server.host(), server.port(), TlsMode.NONE, "anna", "secret");
            var tried = bounds.run(spoiled, 300, input -> {
                server.lie("", words -> tell(words, input));
                converse(provider, access, input.length);
            });
            provider.close();
            assertThat(tried).isPositive();
        }
    }

    /** The honest words up to a point that the input chooses, then the spoiled ones, then the end. */
    private static void tell(LyingServer.Words words, byte[] input) throws IOException {
        var command = words.command();
        var turn = Arrays.hashCode(input) & 7;
        var verbs = List.of(
                LyingServer.GREETING, "CAPABILITY", "LOGIN", "LIST", "SELECT", "UID FETCH", "UID SEARCH", "UID MOVE");
        if (command.startsWith(verbs.get(turn)) || command.startsWith("UID STORE") && turn == 6) {
            words.octets(new String(input, StandardCharsets.ISO_8859_1).replace("TAG", words.tag()));
            words.line("");
            words.line(words.tag() + " OK done");
            words.hangUp();
        }
        words.truth(line -> line.replace("UIDVALIDITY 7", "UIDVALIDITY " + INBOX.uidValidity()));
    }

    private static void converse(ImapProvider provider, AccountAccess access, int choice) {
        try {
            switch (choice % 5) {
                case 0 -> provider.folders(access);
                case 1 -> provider.messages(access, INBOX, new UidRange(1, 1_000));
                case 2 ->
                    assertThat(provider.uids(access, INBOX, new UidRange(1, 1_000)))
                            .allSatisfy(uid -> assertThat(uid).isBetween(1L, 1_000L));
                case 3 -> provider.content(access, INBOX, 34, 100_000);
                default -> {
                    var lost = new Fingerprint("<1@example.org>", 3_344, Instant.EPOCH);
                    var items = List.of(new Item(1, 34, lost, false), new Item(2, 35, lost, false));
                    var kind = choice % 2 == 0 ? OperationKind.MARK_READ : OperationKind.TRASH;
                    var target = kind == OperationKind.TRASH ? new Target("Trash", FolderRole.TRASH, 1) : null;
                    assertThat(provider.apply(access, new WriteCommand(kind, INBOX, target, items)))
                            .hasSize(2)
                            .allSatisfy(item -> assertThat(item.outcome()).isNotNull());
                }
            }
        } catch (ProviderFailure declared) {
            assertThat(declared.getMessage()).isNotBlank().doesNotContain("\0");
        }
    }
}
