package org.mailback.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mailback.rig.ImapClient.Mail;

/** Looking: folders, messages, flags and content as other clients left them. */
abstract class ReadingContract extends ContractRig {

    @Test
    void folders_are_listed_with_their_roles() {
        client.create(name("Projects"));

        var roles = provider.folders(access).stream().collect(Collectors.toMap(RemoteFolder::name, RemoteFolder::role));

        assertThat(roles)
                .containsEntry("INBOX", FolderRole.INBOX)
                .containsEntry(name("Trash"), FolderRole.TRASH)
                .containsEntry(name("Projects"), FolderRole.NONE);
    }

    @Test
    void folder_names_are_text_and_not_modified_utf_7() {
        client.create(name("Entw&APw-rfe &- mehr"));
        client.append(name("Entw&APw-rfe &- mehr"), "<1@x>");

        assertThat(provider.folders(access)).extracting(RemoteFolder::name).contains(name("Entw\u00fcrfe & mehr"));
        assertThat(provider.state(access, name("Entw\u00fcrfe & mehr")).exists())
                .isEqualTo(1);
    }

    @Test
    void a_folder_s_counters_follow_the_server() {
        var before = provider.state(access, "INBOX");
        var uid = client.append("INBOX", "<1@x>");
        var after = provider.state(access, "INBOX");

        assertThat(before.exists()).isZero();
        assertThat(after.exists()).isEqualTo(1);
        assertThat(after.uidNext()).isGreaterThan(uid);
        assertThat(after.uidValidity()).isEqualTo(before.uidValidity()).isEqualTo(client.uidValidity("INBOX"));
    }

    @Test
    void headers_are_decoded() {
        var uid = client.append(
                "INBOX",
                Mail.withId("<1@x>")
                        .flags("\\Seen", "\\Flagged")
                        .internalDate(Instant.parse("2024-05-06T07:08:09Z"))
                        .text("""
                                From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <joerg@example.org>
                                To: a@example.org, "Last, First" <b@example.org>
                                Subject: =?utf-8?B?R3LDvMOfZQ==?= "quoted" \\ back
                                Date: Mon, 06 May 2024 09:00:00 +0200
                                Message-ID: <1@x>

                                text
                                """));

        var message = only(provider.messages(access, inbox(), new UidRange(1, 1_000)));

        assertThat(message.uid()).isEqualTo(uid);
        assertThat(message.flags().seen()).isTrue();
        assertThat(message.flags().others()).containsExactly("\\Flagged");
        assertThat(message.subject()).isEqualTo("Gr\u00fc\u00dfe \"quoted\" \\ back");
        assertThat(message.from()).isEqualTo("J\u00f6rg M\u00fcller <joerg@example.org>");
        assertThat(message.to()).contains("a@example.org", "b@example.org");
        assertThat(message.date()).isEqualTo(Instant.parse("2024-05-06T07:00:00Z"));
        assertThat(message.fingerprint().messageId()).isEqualTo("<1@x>");
        assertThat(message.fingerprint().internalDate()).isEqualTo(Instant.parse("2024-05-06T07:08:09Z"));
        assertThat(message.fingerprint().size()).isPositive();
    }

    @Test
    void a_message_without_any_header_is_listed_too() {
        client.append("INBOX", Mail.withId("").text("Date: not at all\n\nonly text\n"));
        client.append("INBOX", Mail.withId("<2@x>"));

        var messages = provider.messages(access, inbox(), new UidRange(1, 1_000));

        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).fingerprint().messageId()).isNull();
        assertThat(messages.get(0).subject()).isEmpty();
    }

    @Test
    void only_the_range_that_was_asked_for_is_told() {
        var uids = client.append("INBOX", List.of(Mail.withId("<1@x>"), Mail.withId("<2@x>"), Mail.withId("<3@x>")));
        var middle = new UidRange(uids.get(1), uids.get(1));

        assertThat(provider.messages(access, inbox(), middle))
                .extracting(RemoteMessage::uid)
                .containsExactly(uids.get(1));
        assertThat(provider.uids(access, inbox(), middle)).containsExactly(uids.get(1));
        assertThat(provider.uids(access, inbox(), new UidRange(1, 4_000_000_000L)))
                .containsExactlyElementsOf(uids);
        assertThat(provider.uids(access, inbox(), new UidRange(3_000_000_000L, 4_000_000_000L)))
                .isEmpty();
        assertThat(provider.flags(access, inbox(), middle, 0)).hasSize(1);
    }

    @Test
    void flags_follow_other_clients() {
        var uid = client.append("INBOX", "<1@x>");
        assertThat(only(provider.flags(access, inbox(), new UidRange(1, 100), 0))
                        .seen())
                .isFalse();

        client.store("INBOX", uid, "+FLAGS (\\Seen \\Answered)");
        provider.state(access, "INBOX");

        var flags = only(provider.flags(access, inbox(), new UidRange(1, 100), 0));
        assertThat(flags.seen()).isTrue();
        assertThat(flags.others()).containsExactly("\\Answered");
    }

    @Test
    void content_is_the_message_as_sent_and_reading_it_does_not_mark_it_read() {
        var text = "Message-ID: <1@x>\r\n\r\n" + "0123456789 gr\u00fc\u00dfe {5}\r\n".repeat(60_000);
        var uid = client.append("INBOX", Mail.withId("").text(text));

        var content = provider.content(access, inbox(), uid, 50_000_000);

        assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(client.messages("INBOX").get(0).seen()).isFalse();
        assertThatThrownBy(() -> provider.content(access, inbox(), uid, 1_000))
                .isInstanceOf(ProviderFailure.TooLarge.class);
        assertThatThrownBy(() -> provider.content(access, inbox(), uid + 1, 1_000))
                .isInstanceOf(ProviderFailure.MessageGone.class);
    }

    @Test
    void a_message_is_found_by_what_it_is() {
        var uids = client.append("INBOX", List.of(Mail.withId("<1@x>"), Mail.withId("<1@x>"), Mail.withId("<2@x>")));
        var fingerprint = fingerprint("INBOX", uids.get(0));

        assertThat(provider.find(access, inbox(), fingerprint, 1)).containsExactly(uids.get(0), uids.get(1));
        assertThat(provider.find(access, inbox(), fingerprint, uids.get(1))).containsExactly(uids.get(1));
        assertThat(provider.find(access, inbox(), fingerprint, uids.get(2) + 1)).isEmpty();
        var otherDate = new Fingerprint(fingerprint.messageId(), fingerprint.size(), Instant.EPOCH);
        assertThat(provider.find(access, inbox(), otherDate, 1)).isEmpty();
        var otherSize = new Fingerprint(fingerprint.messageId(), 1, fingerprint.internalDate());
        assertThat(provider.find(access, inbox(), otherSize, 1)).isEmpty();
    }

    @Test
    void the_server_offers_what_this_suite_believes_it_does() {
        var offered = client.run("CAPABILITY").get(0).toUpperCase(Locale.ROOT);

        for (var capability : List.of("CONDSTORE", "SPECIAL-USE", "NAMESPACE", "ESEARCH", "MOVE", "UIDPLUS")) {
            assertThat(offered.contains(" " + capability))
                    .as(capability)
                    .isEqualTo(!serverLacks().contains(capability));
        }
    }

    @Test
    void only_what_changed_since_is_told_by_a_server_that_counts_changes_and_else_everything() {
        var uids = client.append("INBOX", List.of(Mail.withId("<1@x>"), Mail.withId("<2@x>"), Mail.withId("<3@x>")));
        var all = new UidRange(1, 1_000);
        var since = provider.state(access, "INBOX").highestModSeq();
        if (hides("CONDSTORE")) {
            assertThat(since).isZero();
            assertThat(provider.flags(access, inbox(), all, since)).hasSize(3);
            return;
        }

        client.store("INBOX", uids.get(1), "+FLAGS (\\Flagged)");
        var between = provider.state(access, "INBOX").highestModSeq();
        client.store("INBOX", uids.get(2), "+FLAGS (\\Seen)");
        client.expunge("INBOX", uids.get(0));
        var last = provider.state(access, "INBOX").highestModSeq();

        assertThat(since).isLessThan(between);
        assertThat(between).isLessThan(last);
        assertThat(provider.flags(access, inbox(), all, since))
                .extracting(RemoteFlags::uid)
                .containsExactlyInAnyOrder(uids.get(1), uids.get(2));
        assertThat(provider.flags(access, inbox(), all, between))
                .extracting(RemoteFlags::uid)
                .containsExactly(uids.get(2));
        assertThat(provider.flags(access, inbox(), all, last)).isEmpty();
        assertThat(provider.uids(access, inbox(), all)).containsExactly(uids.get(1), uids.get(2));
    }
}
