package org.mailback.mailbox.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MimeDocumentTest {

    private static MimeDocument read(String message) {
        return MimeDocument.read(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] octets(MimeDocument document, String path) {
        try (var content = document.part(path).orElseThrow().open()) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_plain_message_is_its_text() {
        var document = read("Subject: x\nTo: =?utf-8?q?B=C3=B6b?= <bob@x>, Ann <ann@x>\n\nHello\nworld\n");
        assertThat(document.text()).isEqualTo("Hello\nworld\n");
        assertThat(document.unsafeHtml()).isNull();
        assertThat(document.attachments()).isEmpty();
        assertThat(document.header("To")).isEqualTo("Böb <bob@x>, Ann <ann@x>");
        assertThat(document.header("Cc")).isEmpty();
        assertThat(document.complete()).isTrue();
    }

    @Test
    void alternatives_attachments_and_images_are_told_apart() {
        var document = read("""
                Content-Type: multipart/mixed; boundary=a

                --a
                Content-Type: multipart/related; boundary=b

                --b
                Content-Type: multipart/alternative; boundary=c

                --c
                Content-Type: text/plain; charset=utf-8

                plain
                --c
                Content-Type: text/html; charset=utf-8

                <p>rich<img src="cid:i@x"></p>
                --c--
                --b
                Content-Type: image/png
                Content-ID: <i@x>
                Content-Transfer-Encoding: base64

                iVBORw0KGgo=
                --b--
                --a
                Content-Type: application/pdf; name="report.pdf"
                Content-Disposition: attachment; filename*=UTF-8''Bericht%20M%C3%A4rz.pdf
                Content-Transfer-Encoding: base64

                AQIDBA==
                --a
                Content-Type: text/plain

                footer
                --a--
                """);
        assertThat(document.text()).contains("plain").contains("footer");
        assertThat(document.unsafeHtml()).contains("<p>rich").contains("footer").doesNotContain("<pre>plain");
        assertThat(document.attachments()).extracting(Part::path).containsExactly("1.2", "2");
        assertThat(document.attachments().get(0).contentId()).isEqualTo("i@x");
        assertThat(document.attachments().get(1).name()).isEqualTo("Bericht März.pdf");
        assertThat(document.attachments().get(1).size()).isEqualTo(4);
        assertThat(octets(document, "2")).containsExactly(1, 2, 3, 4);
        assertThat(document.part("9")).isEmpty();
    }

    @Test
    void a_message_inside_stays_a_file() {
        var document = read("""
                Content-Type: multipart/mixed; boundary=a

                --a
                Content-Type: message/rfc822

                Subject: inner

                inner text
                --a--
                """);
        assertThat(document.text()).isNull();
        assertThat(document.attachments()).extracting(Part::name).containsExactly("part-1.eml");
        assertThat(new String(octets(document, "1"), StandardCharsets.UTF_8)).contains("inner text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain; charset=no-such-charset",
                "Content-Type: text/plain; charset=\"\"",
                "Content-Type: text/plain; charset=us-ascii",
                "Content-Type: text/plain;;; charset",
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: no-such-encoding",
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit, 7bit",
                "X-No-Type: at all",
            })
    void a_text_whose_labels_are_wrong_is_still_read(String headers) {
        assertThat(read(headers + "\n\nGrüße\n").text()).isEqualTo("Grüße\n");
    }

    @Test
    void octets_that_are_no_text_become_replacement_characters() {
        var header = "Content-Type: text/plain; charset=utf-8\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        var raw = java.util.Arrays.copyOf(header, header.length + 3);
        raw[header.length] = 'a';
        raw[header.length + 1] = (byte) 0xC3;
        raw[header.length + 2] = 'b';
        assertThat(MimeDocument.read(raw).text()).isEqualTo("a\uFFFDb");
    }

    @Test
    void old_octets_without_a_label_are_western() {
        var raw = "Subject: x\r\n\r\nGr\u00fc\u00dfe".getBytes(Charset.forName("windows-1252"));
        assertThat(MimeDocument.read(raw).text()).isEqualTo("Grüße");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SGVsbG8", "SGVs\nbG8=", "SGVs*bG8=!", "SGVsbG8=\nplain footer of a list", "  S G V s b G 8 ="})
    void broken_base64_gives_what_it_has(String encoded) {
        var document = read("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + encoded + "\n");
        assertThat(document.text()).startsWith("Hello");
    }

    @Test
    void broken_quoted_printable_gives_what_it_has() {
        var document = read(
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\na=C3=BCb =ZZ end=\n");
        assertThat(document.text()).startsWith("aüb").contains("end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/mixed\n\nno boundary at all\n",
                "Content-Type: multipart/mixed; boundary=a\n\nthe boundary never comes\n",
                "Content-Type: multipart/mixed; boundary=a\n\n--a\n",
                "Content-Type: multipart/mixed; boundary=a\n\n--a--\n",
                "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n\nno end",
                "Content-Type: multipart/\n\nx\n",
                "Content-Type: /\n\nx\n",
                "Content-Type: text/html; charset=\"unclosed\n\n<p>x</p>\n",
                "\n",
                ":\n:::\n\n",
                "no header at all",
            })
    void broken_structures_can_be_opened(String message) {
        var document = read(message);
        assertThat(document.attachments().size()
                        + (document.text() == null ? 0 : 1)
                        + (document.unsafeHtml() == null ? 0 : 1))
                .isPositive();
        document.attachments().forEach(part -> assertThat(part.size()).isGreaterThanOrEqualTo(0));
    }

    /** Found by spoiling letters: Jakarta Mail looks for a mode in what is not there. */
    @Test
    void a_uuencode_that_begins_with_nothing_is_a_file_all_the_same() {
        var document =
                read("Content-Type: a/b; name=x\nContent-Transfer-Encoding: x-uuencode\n\nbegin \n 644 x.txt\nend\n");
        assertThat(document.attachments()).singleElement().satisfies(part -> {
            assertThat(part.size()).isZero();
            assertThat(new String(part.octets(100), StandardCharsets.US_ASCII)).startsWith("begin");
        });
    }

    @Test
    void nothing_at_all_can_be_opened() {
        assertThat(MimeDocument.read(new byte[0]).complete()).isTrue();
    }

    @Test
    void parts_nested_without_end_are_bounded() {
        var message = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        var document = read(message.append("Content-Type: text/plain\n\ndeep\n").toString());
        assertThat(document.attachments()).hasSize(1);
    }

    @Test
    void parts_without_number_are_bounded_and_told() {
        var message = new StringBuilder("Content-Type: multipart/mixed; boundary=b\n\n");
        for (int i = 0; i < 20_000; i++) {
            message.append("--b\nContent-Type: image/png\n\nx\n");
        }
        var document = read(message.append("--b--\n").toString());
        assertThat(document.attachments()).hasSizeLessThanOrEqualTo(MimeDocument.MOST_PARTS);
        assertThat(document.complete()).isFalse();
    }

    @Test
    void a_text_that_is_too_long_is_cut_and_told() {
        var document = read("Content-Type: text/plain\n\n" + "0123456789".repeat(500_000));
        assertThat(document.text()).hasSizeLessThan(5_000_000).isNotEmpty();
        assertThat(document.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "C:\\Windows\\system.ini",
                "..",
                "a\u0000b\u0007.txt",
                "invoice\u202Egpj.exe",
                "new\tline .txt",
                "con<>:\"|?*.txt",
            })
    void file_names_are_safe_to_save_under(String name) {
        var encoded = "=?utf-8?B?" + Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)) + "?=";
        var document = read("Content-Type: application/pdf; name=\"" + encoded + "\"\n\nx\n");
        var safe = document.attachments().get(0).name();
        assertThat(safe)
                .isNotEmpty()
                .doesNotContainPattern("[/\\\\<>:\"|?*\\p{Cntrl}\u202A-\u202E]")
                .doesNotStartWith(".");
    }

    @Test
    void a_name_that_is_too_long_keeps_its_ending() {
        var document = read("Content-Disposition: attachment; filename=\"" + "x".repeat(5_000) + ".pdf\"\n\nx\n");
        assertThat(document.attachments().get(0).name())
                .hasSizeLessThanOrEqualTo(150)
                .endsWith(".pdf");
    }

    @Test
    void types_that_make_no_sense_are_unknown() {
        var document = read("Content-Type: text/html\\evil; x\nContent-Disposition: attachment\n\nx\n");
        assertThat(document.attachments().get(0).type()).isEqualTo("application/octet-stream");
    }

    @Test
    void headers_cannot_hide_or_turn_their_text() {
        var document = read("To: =?utf-8?B?YQBiDQpCY2M6IHgK4oCuY2JhCg==?= <a@x>,\n =?no-such?q?x?= <b@x>\n\nx\n");
        assertThat(document.header("To"))
                .doesNotContain("\n", "\r", "\u0000", "\u202E")
                .contains("<b@x>");
    }

    @Test
    void anything_at_all_can_be_opened() {
        var dice = new Random(42);
        var seeds = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/html\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\nPGI+\r\n--a--\r\n";
        for (int i = 0; i < 2_000; i++) {
            var raw = seeds.getBytes(StandardCharsets.ISO_8859_1);
            for (int j = 0; j < 1 + dice.nextInt(12); j++) {
                raw[dice.nextInt(raw.length)] = (byte) dice.nextInt(256);
            }
            var document = MimeDocument.read(raw);
            document.attachments().forEach(part -> {
                assertThat(part.name()).isNotEmpty();
                assertThat(part.size()).isNotNegative();
            });
        }
    }
}
