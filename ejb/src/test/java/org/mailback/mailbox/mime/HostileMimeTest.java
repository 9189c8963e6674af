package org.mailback.mailbox.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailback.rig.Fuzzing;
import org.mailback.rig.Mutations;

/** Anybody may send these: whatever it is, it is opened in little time and memory, or as a file of nothing in particular. */
class HostileMimeTest {

    /** Far less than the heap of a small server, and more than the largest of them needs. */
    private static final Fuzzing BOUNDS = new Fuzzing(200_000_000, 50, Duration.ofSeconds(60));

    static Stream<Arguments> bombs() {
        return Stream.of(
                bomb("multiparts in multiparts, 100,000 deep", () -> {
                    var text = new StringBuilder();
                    for (int i = 0; i < 100_000; i++) {
                        text.append("Content-Type: multipart/mixed; boundary=b")
                                .append(i)
                                .append("\n\n--b")
                                .append(i)
                                .append('\n');
                    }
                    return text.toString();
                }),
                bomb("messages in messages, 100,000 deep", () -> "Content-Type: message/rfc822\n\n".repeat(100_000)),
                bomb("a million headers", () -> "a: b\n".repeat(1_000_000) + "\nHello"),
                bomb("the smallest headers there are", () -> "a:\n".repeat(7_000_000) + "\nHello"),
                bomb("a header of a million lines", () -> "Subject: x\n" + " y\n".repeat(1_000_000) + "\nHello"),
                bomb(
                        "a type of a million lines",
                        () -> "Content-Type: text/plain;\n" + " a=b;\n".repeat(500_000) + "\nHello"),
                bomb("an address list of a million lines", () -> "To: a@x,\n" + "\tb@x,\n".repeat(500_000) + "\nHello"),
                bomb("one line of 20 megabytes", () -> "Subject: " + "x".repeat(20_000_000)),
                bomb("one line of text of 20 megabytes", () -> "Subject: x\n\n" + "x".repeat(20_000_000)),
                bomb("the smallest parts there are", () -> multipart("--b\n\n".repeat(3_000_000))),
                bomb(
                        "a part of a million headers",
                        () -> multipart("--b\n" + "a: b\n".repeat(1_000_000) + "\nHello\n--b--\n")),
                bomb(
                        "parts with long headers",
                        () -> multipart(("--b\nContent-Type: a/b;\n" + " c=d;\n".repeat(1_500)
                                        + "Content-Disposition: attachment;\n" + " c=d;\n".repeat(1_500) + "\nHello\n")
                                .repeat(40))),
                bomb(
                        "parts with long names",
                        () -> multipart(("--b\nContent-Disposition: attachment; filename=\"" + ". ".repeat(3_500)
                                        + "x\"\n\nHello\n")
                                .repeat(200))),
                bomb("names in pieces", () -> {
                    var text = new StringBuilder("--b\nContent-Type: a/b");
                    for (int i = 0; i < 100_000; i++) {
                        text.append(";\n name*").append(i).append("*=%41");
                    }
                    return multipart(text + "\n\nHello\n--b--\n");
                }),
                bomb(
                        "a boundary of a megabyte",
                        () -> "Content-Type: multipart/mixed; boundary=" + "b".repeat(1_000_000) + "\n\n--"
                                + "b".repeat(1_000_000) + "\n\nHello"),
                bomb(
                        "lines that are almost boundaries",
                        () -> "Content-Type: multipart/mixed; boundary=" + "-".repeat(70) + "\n\n"
                                + ("-".repeat(71) + "\n").repeat(200_000)),
                bomb("html, 100,000 deep", () -> html("<div>".repeat(100_000) + "x")),
                bomb("lists in tables, 100,000 deep", () -> html("<table><tr><td><ul><li>".repeat(20_000))),
                bomb("formatting that is never closed", () -> html("<b><i><u><a href=http://x>".repeat(40_000))),
                bomb(
                        "html of one attribute",
                        () -> html("<img src=\"data:image/png;base64," + "A".repeat(1_900_000) + "\">")),
                bomb("html of nothing but beginnings", () -> html("<".repeat(1_900_000))),
                bomb("html of entities", () -> html("&#x1F600;&amp;&nosuch".repeat(80_000))),
                bomb("html of comments", () -> html("<!--".repeat(400_000))),
                bomb("styles without end", () -> html("<p style=\"" + "color:red;".repeat(150_000) + "\">x")),
                bomb("equals signs", () -> "Content-Transfer-Encoding: quoted-printable\n\n" + "=".repeat(5_000_000)),
                bomb("soft breaks", () -> "Content-Transfer-Encoding: quoted-printable\n\n" + "=\n".repeat(3_000_000)),
                bomb(
                        "spaces before a break",
                        () -> "Content-Transfer-Encoding: quoted-printable\n\n"
                                + (" ".repeat(1_000) + "x").repeat(5_000)),
                bomb("base64 of nothing", () -> "Content-Transfer-Encoding: base64\n\n" + "!".repeat(10_000_000)),
                bomb(
                        "uuencode that lies",
                        () -> "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n" + "M!\n".repeat(1_000_000)),
                bomb(
                        "words that are encoded, or almost",
                        () -> "Subject: " + "=?utf-8?B?".repeat(6_000) + "\nTo: " + "=?utf-8?q?a?= ".repeat(4_000)
                                + "\n\nHello"),
                bomb(
                        "a charset that switches all the time",
                        () -> "Content-Type: text/plain; charset=iso-2022-jp\n\n"
                                + "\u001b$B!!\u001b(B".repeat(200_000)),
                bomb("nothing but NUL", () -> "\0".repeat(5_000_000)));
    }

    private static String multipart(String parts) {
        return "Content-Type: multipart/mixed; boundary=b\n\n" + parts;
    }

    private static String html(String body) {
        return "Content-Type: text/html; charset=utf-8\n\n" + body;
    }

    private static Arguments bomb(String name, Supplier<String> text) {
        return arguments(name, text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void is_opened_in_little_time_and_memory(String name, Supplier<String> text) {
        BOUNDS.once(text.get().getBytes(StandardCharsets.ISO_8859_1), HostileMimeTest::open);
    }

    @Test
    void what_was_left_out_is_told() {
        var document = MimeDocument.read(multipart("--b\n\n".repeat(3_000)).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(document.complete()).isFalse();
        assertThat(document.text()).isNotNull();
    }

    @Test
    void spoiled_letters_are_opened_all_the_same() {
        var bounds = new Fuzzing(60_000_000, 2_000, Duration.ofSeconds(20));
        var tried =
                bounds.run(new Mutations(Fuzzing.seed(), Letters.SAMPLES, Letters.WORDS), 1_000, HostileMimeTest::open);
        assertThat(tried).isPositive();
    }

    /** Everything that is done with a message that is opened. */
    static void open(byte[] raw) {
        var document = MimeDocument.read(raw);
        for (var name : List.of("To", "Cc", "Subject", "From")) {
            assertThat(document.header(name)).doesNotContain("\0", "\n", "\r", "\u202e");
        }
        var html = document.unsafeHtml();
        if (html != null) {
            var safe = new SafeHtml(true, contentId -> "data:image/png;base64,AAAA").clean(html);
            assertThat(safe.toLowerCase(java.util.Locale.ROOT)).doesNotContain("<script", "<iframe", "<form", "<style");
        }
        var text = document.text();
        assertThat(text == null ? 0 : text.length()).isLessThan(3_000_000);
        for (var part : document.attachments()) {
            assertThat(part.name()).isNotBlank().hasSizeLessThan(200).doesNotContain("/", "\\", "\0", "\n");
            assertThat(part.type()).contains("/");
            assertThat(document.part(part.path())).isPresent();
            part.contentId();
            part.size();
            part.octets(1_000);
            download(part);
        }
    }

    /** What cannot be decoded ends the download, and nothing else. */
    private static void download(Part part) {
        try (var content = part.open()) {
            content.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            assertThat(part.size()).isZero();
        }
    }
}
