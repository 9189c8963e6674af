package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailback.provider.imap.Received.reply;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailback.provider.Outcome.Position;

/** What servers have been seen to send, good and bad. */
class ImapResponsesTest {

    @Test
    void a_response_code_is_read_with_its_argument() {
        assertThat(ResponseCode.in("[UNAVAILABLE] later")).isEqualTo(new ResponseCode("UNAVAILABLE", ""));
        assertThat(ResponseCode.in(" [UIDVALIDITY 17] ok").number()).isEqualTo(17);
        assertThat(ResponseCode.in("[PERMANENTFLAGS (\\Seen \\*)] x").argument())
                .isEqualTo("(\\Seen \\*)");
        assertThat(ResponseCode.in("no code [here]").isMissing()).isTrue();
        assertThat(ResponseCode.in("[broken").isMissing()).isTrue();
    }

    @Test
    void a_response_is_known_by_its_key_behind_a_number_or_none() {
        assertThat(reply("* 23 EXISTS").is("exists")).isTrue();
        assertThat(reply("* 23 EXISTS").number()).isEqualTo(23);
        assertThat(reply("* 4294967295 EXISTS").number()).isEqualTo(4_294_967_295L);
        assertThat(reply("* FLAGS (\\Seen)").is("FLAGS")).isTrue();
        assertThat(reply("* FLAGS (\\Seen)").rest()).isEqualTo("(\\Seen)");
        assertThat(reply("* OK [UIDNEXT 9] soon").isStatus()).isTrue();
        assertThat(reply("* OK [UIDNEXT 9] soon").is("OK")).isFalse();
        assertThat(reply("A1 EXISTS").is("EXISTS")).isFalse();
        for (var odd : List.of("*", "* ", "* 12", "* 12 ", "* 9x EXISTS", "+", "+ OK", "\0")) {
            assertThat(reply(odd).is("EXISTS") && reply(odd).number() > 0)
                    .as(odd)
                    .isFalse();
        }
    }

    @Test
    void copyuids_are_gathered_from_all_answers() {
        var answer = answer(
                "A1 OK [COPYUID 9 7 30] done",
                "* OK [COPYUID 9 1:3 10:12] moved",
                "* OK [COPYUID 9 5 20]",
                "* 4 EXPUNGE");

        assertThat(CopyUids.of(answer, "Trash", 1))
                .isEqualTo(Map.of(1L, at(10), 2L, at(11), 3L, at(12), 5L, at(20), 7L, at(30)));
    }

    @Test
    void malformed_copyuids_are_survived() {
        assertThat(CopyUids.of(answer("A1 OK [COPYUID 9  ] nothing"), "Trash", 1))
                .isEmpty();
        assertThat(CopyUids.of(answer("A1 OK [COPYUID 9 1:3 10:11] uneven"), "Trash", 1))
                .isEmpty();
        assertThat(CopyUids.of(answer("A1 OK [COPYUID 9 1:4294967295 1:4294967295] endless"), "Trash", 1))
                .isEmpty();
        assertThat(CopyUids.of(answer("A1 OK [COPYUID x 1 2] what"), "Trash", 1))
                .isEmpty();
        // GreenMail repeats the first one of a scattered set
        assertThat(CopyUids.of(answer("A1 OK [COPYUID 9 4,4,6,8:10 2,2:6] ok"), "Trash", 1))
                .isEqualTo(Map.of(4L, at(2), 6L, at(3), 8L, at(4), 9L, at(5), 10L, at(6)));
        assertThat(CopyUids.of(answer("A1 OK [COPYUID 9 4,4 2,3] contradicts itself"), "Trash", 1))
                .isEmpty();
    }

    @Test
    void search_answers_of_both_kinds_are_read() {
        assertThat(answer("A1 OK", "* SEARCH 1 5", "* SEARCH 9", "* SEARCH").found())
                .containsExactly(1L, 5L, 9L);
        assertThat(answer("A1 OK", "* ESEARCH (TAG \"A1\") UID ALL 1:3,9").found())
                .containsExactly(1L, 2L, 3L, 9L);
        assertThat(answer("A1 OK", "* ESEARCH (TAG \"A1\") UID").found()).isEmpty();
    }

    @Test
    void a_fetch_reply_with_odd_things_in_it_is_still_a_message() {
        var message = fetch(
                        "* 1 FETCH (UID 7 FLAGS (\\seen $Work) INTERNALDATE \"99-Foo-2026\" RFC822.SIZE x X-NEW (a (b)) "
                                + "ENVELOPE (\"nonsense\" NIL ((NIL NIL \"group\" NIL)(\"A\" NIL \"a\" \"x\")) NIL NIL NIL NIL NIL NIL NIL)"
                                + " MODSEQ (12))")
                .message();

        assertThat(message.uid()).isEqualTo(7);
        assertThat(message.flags().seen()).isTrue();
        assertThat(message.flags().others()).containsExactly("$Work");
        assertThat(message.flags().modSeq()).isEqualTo(12);
        assertThat(message.from()).isEqualTo("A <a@x>");
        assertThat(message.date()).isNull();
        assertThat(message.fingerprint().internalDate()).isEqualTo(Instant.EPOCH);
        assertThat(message.fingerprint().messageId()).isNull();
    }

    @Test
    void literals_and_escapes_in_an_envelope_are_read() {
        var message = fetch(
                        "* 1 FETCH (UID 7 ENVELOPE (NIL {9}\r\na \"b\" (c) ((\"X \\\"Y\\\"\" NIL \"a\" \"x\")) NIL NIL NIL NIL "
                                + "NIL NIL \"<1@x>\"))")
                .message();

        assertThat(message.subject()).isEqualTo("a \"b\" (c)");
        assertThat(message.from()).isEqualTo("X \"Y\" <a@x>");
        assertThat(message.fingerprint().messageId()).isEqualTo("<1@x>");
    }

    /** U+202E would show "gro.knab" as "bank.org", in front of the sender's real address. */
    @Test
    void marks_that_turn_the_direction_of_writing_do_not_reach_the_list() {
        var word = "=?utf-8?B?"
                + Base64.getEncoder()
                        .encodeToString("\u202Egro.knab\u2066\u0085x\u200F".getBytes(StandardCharsets.UTF_8))
                + "?=";
        var message = fetch(
                        "* 1 FETCH (UID 7 ENVELOPE (NIL \"%1$s\" ((\"%1$s\" NIL \"a\" \"x\")) NIL NIL NIL NIL NIL NIL NIL))"
                                .formatted(word))
                .message();

        assertThat(message.subject()).isEqualTo("gro.knab x\u200F");
        assertThat(message.from()).isEqualTo("gro.knab x\u200F <a@x>");
    }

    @Test
    void a_subject_in_raw_octets_is_read_as_utf_8_where_it_is_that() {
        assertThat(Tokens.decoded("Gr\u00c3\u00bc\u00c3\u0178e".replace('\u0178', '\u009f')))
                .isEqualTo("Gr\u00fc\u00dfe");
        assertThat(Tokens.decoded("Gr\u00fc\u00dfe")).isEqualTo("Gr\u00fc\u00dfe");
    }

    @Test
    void half_a_response_ends_nothing() {
        for (var text : List.of("((((", ")", "\"", "{99}", "{x", "(\"a\\", "a[b (c", "(".repeat(10_000))) {
            assertThat(Tokens.of(text)).isNotNull();
        }
    }

    @Test
    void uid_sets_are_sorted_ranges_and_fit_into_a_command() {
        assertThat(UidSets.text(List.of(9L, 1L, 3L, 2L))).isEqualTo("1:3,9");
        assertThat(UidSets.parse("1:3,9,7:6", 10)).containsExactly(1L, 2L, 3L, 9L, 6L, 7L);
        assertThat(UidSets.parse("1:*", 10)).isEmpty();

        var scattered =
                LongStream.range(0, 3_000).mapToObj(n -> 4_000_000_000L + 2 * n).toList();
        var pieces = UidSets.pieces(scattered, Long::longValue);
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(piece).hasSizeLessThanOrEqualTo(1_000);
            assertThat(UidSets.text(piece)).hasSizeLessThan(7_000);
        });
        assertThat(pieces.stream().flatMap(List::stream)).containsExactlyElementsOf(scattered);
    }

    @Test
    void folder_names_survive_both_ways() {
        for (var name : List.of("INBOX", "R&D", "Entw\u00fcrfe", "a\"b\\c", "\u65e5\u672c\u8a9e & x", "&")) {
            assertThat(FolderNames.decoded(FolderNames.encoded(name))).isEqualTo(name);
        }
        assertThat(FolderNames.decoded("broken&xx")).isEqualTo("broken&xx");
        assertThat(FolderNames.encoded("line\r\nbreak")).doesNotContain("\n");
    }

    private static Position at(long uid) {
        return new Position("Trash", 9, uid);
    }

    private static Answer answer(String tagged, String... untagged) {
        return Answer.of(
                reply(tagged), Arrays.stream(untagged).map(Received::reply).toList());
    }

    private static FetchReply fetch(String line) {
        return FetchReply.of(reply(line));
    }
}
