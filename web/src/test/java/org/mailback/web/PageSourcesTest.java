package org.mailback.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the Content Security Policy would break, or would let pass although it must not be there. */
class PageSourcesTest {

    private static final Pattern FORBIDDEN = Pattern.compile("""
            \\bunsafe(?:HTML|SVG|Static|CSS)\\b      # Lit's policy lets it pass
            |\\b(?:inner|outer)HTML\\b|insertAdjacentHTML|document\\.write|createContextualFragment|srcdoc
            |(?<![.\\w-])style\\s*=                  # in a template; the property .style= is allowed
            |\\bstyleMap\\b|<style\\b
            |\\beval\\s*\\(|\\bnew\\s+Function\\b|set(?:Timeout|Interval)\\(\\s*['"`]
            |javascript:
            |<script(?![^>]*\\bsrc=)                # inline
            |<[^>]*\\son[a-z]+\\s*=                  # handlers as attributes
            |https?://(?!www\\.w3\\.org/2000/svg)    # another host
            """, Pattern.COMMENTS);

    @Test
    void the_pages_hold_nothing_that_the_policy_forbids() throws IOException {
        try (Stream<Path> files =
                Stream.concat(Files.walk(Path.of("src/main/web")), Files.walk(Path.of("src/main/webapp")))) {
            var sources = files.filter(file -> file.toString().matches(".*\\.(?:ts|html|js|svg|css)"))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(10);
            for (var source : sources) {
                assertThat(offences(Files.readString(source)))
                        .as(source.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void what_is_forbidden_is_found() {
        Map.of(
                        "html`<p style=\"color: red\">`", 1,
                        "html`<p style=${x}>`", 1,
                        "html`<p .style=${x}>`; el.style.width = '1px'", 0,
                        "${unsafeHTML(x)}", 1,
                        "el.innerHTML = x", 1,
                        "eval ('1')", 1,
                        "<script>x()</script>", 1,
                        "<script src=\"theme.js\"></script>", 0,
                        "<b onclick=\"x()\">", 1,
                        "<b @click=${x}>", 0)
                .forEach((text, count) -> assertThat(offences(text)).as(text).hasSize(count));
        assertThat(offences("fetch('https://example.org')")).hasSize(1);
    }

    private static List<String> offences(String text) {
        return FORBIDDEN
                .matcher(text)
                .results()
                .map(found -> found.group().strip())
                .toList();
    }
}
