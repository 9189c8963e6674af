package org.mailback.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParcelTest {

    @Test
    void what_is_packed_is_unpacked() {
        var parcel = new Parcel(
                "node",
                7,
                List.of(new Happening("mail", 42L, "{\"a\":\"\u00e4\\n\"}"), new Happening("job", null, "{}")));
        assertThat(Parcel.of(parcel.text())).isEqualTo(parcel);
        assertThat(Parcel.of(new Parcel("node", 8, List.of()).text()).happenings())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{}", "{\"producer\":\"a\",\"number\":\"b\",\"happenings\":[]}"})
    void what_is_no_parcel_is_refused(String text) {
        assertThatThrownBy(() -> Parcel.of(text)).isInstanceOf(JsonException.class);
    }
}
