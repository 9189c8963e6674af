package org.mailback.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossSiteFilterTest {

    @Test
    void scripts_send_neither_header_and_pass() {
        assertThat(CrossSiteFilter.allows(null, null, "mail.example")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://mail.example, mail.example",
        "https://mail.example, mail.example",
        "https://mail.example, mail.example:443",
        "http://mail.example:8080, mail.example:8080",
        "https://MAIL.example, mail.EXAMPLE",
        "http://[::1]:8080, [::1]:8080",
    })
    void the_own_origin_passes(String origin, String host) {
        assertThat(CrossSiteFilter.allows("same-origin", origin, host)).isTrue();
        assertThat(CrossSiteFilter.allows(null, origin, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, mail.example",
        "https://mail.example.evil.example, mail.example",
        "https://mail.example:8443, mail.example",
        "http://mail.example:8081, mail.example:8080",
        "https://mail.example@evil.example, mail.example",
        "null, mail.example",
        "'', mail.example",
        "file://, mail.example",
        "chrome-extension://mail.example, mail.example",
        "https://mail.example, evil.example@mail.example:x",
        "not an origin, mail.example",
    })
    void any_other_origin_is_refused(String origin, String host) {
        assertThat(CrossSiteFilter.allows(null, origin, host)).isFalse();
        assertThat(CrossSiteFilter.allows("same-origin", origin, host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "", "SAME-ORIGIN", "anything"})
    void any_other_site_is_refused(String site) {
        assertThat(CrossSiteFilter.allows(site, null, "mail.example")).isFalse();
        assertThat(CrossSiteFilter.allows(site, "https://mail.example", "mail.example"))
                .isFalse();
    }

    @Test
    void an_origin_without_a_host_to_compare_is_refused() {
        assertThat(CrossSiteFilter.allows(null, "https://mail.example", null)).isFalse();
    }
}
