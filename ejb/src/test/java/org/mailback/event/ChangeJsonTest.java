package org.mailback.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The events' JSON, which the pages rely on. */
class ChangeJsonTest {

    private void assertJson(Change change, String expected) {
        try (var actual = Json.createReader(
                        new StringReader(EventTopic.happening(change).json()));
                var wanted = Json.createReader(new StringReader(expected))) {
            assertThat(actual.readObject()).isEqualTo(wanted.readObject());
        }
    }

    @Test
    void every_field_is_there_also_without_a_value() {
        assertJson(OperationsChanged.of(1, "pending", "trash", 600, null), """
                {"accountId":1,"status":"pending","kind":"trash","count":600,"messageIds":null,"error":null,"errorClass":null}
                """);
        assertJson(new OperationsChanged(1, "failed", "trash", 1, List.of(9L), "no\nline", "refused"), """
                {"accountId":1,"status":"failed","kind":"trash","count":1,"messageIds":[9],"error":"no\\nline",
                 "errorClass":"refused"}
                """);
        assertJson(MailChanged.arrived(1, 5, 1, List.of(9L)), """
                {"accountId":1,"arrived":1,"changed":0,"removed":0,"folderIds":[5],"messageIds":[9]}
                """);
        assertJson(new AccountChanged(1, "active", null), """
                {"accountId":1,"state":"active","stateReason":null}
                """);
    }

    @Test
    void a_job_is_told_as_it_is() {
        assertJson(new JobChanged(new AccountChanged(3, "running", null)), """
                {"accountId":3,"state":"running","stateReason":null}
                """);
        assertThat(EventTopic.happening(new JobChanged("x")).accountId()).isNull();
    }

    @Test
    void one_event_is_one_line() {
        var json = EventTopic.happening(new AccountChanged(1, "unreachable", "a\r\nb\u0085c"))
                .json();
        assertThat(json).doesNotContain("\n", "\r");
    }
}
