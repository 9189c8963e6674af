package org.mailback.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProviderFailureTest {

    @Test
    void a_server_s_words_can_be_logged_and_stored_whatever_octets_they_have() {
        var failure =
                new ProviderFailure.NotSent("mail.example.org: BAD \0 of\r\nno use\t" + "x".repeat(100_000), null);

        assertThat(failure).hasMessageStartingWith("mail.example.org: BAD   of no use x");
        assertThat(failure.getMessage()).hasSizeLessThan(1_100);
    }
}
