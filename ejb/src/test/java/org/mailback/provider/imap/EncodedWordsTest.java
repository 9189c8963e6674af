package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeUtility;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the library makes of a header is made of it here. */
class EncodedWordsTest {

    private static final List<String> PIECES = List.of(
            "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=",
            "=?utf-8?B?R3LDvMOfZQ==?=",
            "=?ISO-8859-1?q?caf=E9_au_lait?=",
            "=?utf-8*de?Q?mit_Sprache?=",
            "=?windows-1252?B?gJM=?=",
            "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=",
            "=?utf-8?Q??=",
            "=?utf-8?B??=",
            "=?utf-8?B?R3LDvMOfZQ?=",
            "=?utf-8?B?****?=",
            "=?utf-8?Q?a=C3?=",
            "=?utf-8?Q?a=ZZ=4?=",
            "=?utf-8?Q?half",
            "=?utf-8?X?other?=",
            "=?no-such-charset?Q?text?=",
            "=?utf-8?Q?a?b?=",
            "=?utf-8?Q?glued?=on",
            "before=?utf-8?Q?glued?=",
            "=?utf-8?Q?one?==?utf-8?Q?two?=",
            "=?cp932?B?k/qWew==?=",
            "=?",
            "?=",
            "plain",
            "Grüße",
            "=?utf-8?Q?Grüße?=",
            " ",
            "  ",
            "\t",
            "\r\n ");

    private static String decoded(String text, boolean byLibrary) {
        try {
            return byLibrary ? MimeUtility.decodeText(text) : EncodedWords.decoded(text);
        } catch (Exception e) {
            return e.getClass().getName();
        }
    }

    @Test
    void any_sequence_of_words_and_nonsense_is_decoded_as_by_the_library() {
        var random = new Random(2047);
        for (int run = 0; run < 20_000; run++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            assertThat(decoded(text.toString(), false)).as(text.toString()).isEqualTo(decoded(text.toString(), true));
        }
    }

    @Test
    void well_formed_words_are_joined_and_read() {
        assertThat(decoded("Re: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=  =?utf-8?B?IGF1cyBCZXJu?= today", false))
                .isEqualTo("Re: Grüße aus Bern today");
    }
}
