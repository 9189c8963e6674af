package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordHashTest {

    @Test
    void a_hash_fits_its_password_only_and_is_another_each_time() {
        var hash = PasswordHash.of("pässword 1");
        assertThat(PasswordHash.matches("pässword 1", hash)).isTrue();
        assertThat(PasswordHash.matches("pässword 2", hash)).isFalse();
        assertThat(PasswordHash.matches("", hash)).isFalse();
        assertThat(PasswordHash.of("pässword 1")).isNotEqualTo(hash);
        assertThat(hash).startsWith("PBKDF2WithHmacSHA512:210000:").doesNotContain("pässword");
    }

    @Test
    void hashes_of_another_cost_stay_good() {
        var old = "PBKDF2WithHmacSHA256:1:c2FsdA==:Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs=";
        assertThat(PasswordHash.matches("password", old)).isTrue();
        assertThat(PasswordHash.matches("Password", old)).isFalse();
    }
}
