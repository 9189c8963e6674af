package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05.678901Z",
                "1969-12-31T23:59:59.000001Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z"
            })
    void a_cursor_comes_back_as_it_went(String date) {
        var cursor = new Cursor(Instant.parse(date), Long.MAX_VALUE);
        assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "1.2",
                "1.2.3.4",
                "a.b.c",
                "1..3",
                "99999999999999999999.0.1",
                "9223372036854775807.0.1",
                "1.2.99999999999999999999"
            })
    void what_is_no_cursor_is_refused(String text) {
        var encoded = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Cursor.decode(encoded)).isInstanceOf(MailboxProblem.class);
        assertThatThrownBy(() -> Cursor.decode("%" + text)).isInstanceOf(MailboxProblem.class);
    }
}
