package org.mailback.web.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailback.mailbox.MessageContent.Download;

class DispositionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.pdf",
                "Bericht März.pdf",
                "a\"; filename=\"evil.exe",
                "a\r\nSet-Cookie: x=y",
                "名前.txt",
                "a*'%.txt"
            })
    void no_name_can_leave_its_header(String name) {
        var header = MessagesResource.disposition(new Download(name, "text/plain", InputStream.nullInputStream()));
        assertThat(header).matches("attachment; filename=\"[A-Za-z0-9._ -]*\"; filename\\*=UTF-8''[A-Za-z0-9._%-]*");
    }
}
