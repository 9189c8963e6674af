package org.mailback.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailback.rig.MailSeed.FolderPlan;

class EmbeddedMailTest {

    private static final Instant NEWEST = Instant.parse("2026-11-22T10:00:00Z");
    private static final List<FolderPlan> SMALL = List.of(
            new FolderPlan("INBOX", 600, 50, false, false),
            new FolderPlan("Trash", 5, 50, false, false),
            new FolderPlan("Newsletters", 40, 3, false, true));

    @TempDir
    Path directory;

    @Test
    void a_client_sees_the_seeded_folders() throws Exception {
        try (var mail = seeded()) {
            mail.start();
            try (var store = connect(mail, "alice", "secret")) {
                assertThat(Stream.of(store.getDefaultFolder().list("*")).map(Folder::getFullName))
                        .containsExactlyInAnyOrder("INBOX", "Trash", "Newsletters");
                assertThat(store.getFolder("INBOX").getMessageCount()).isEqualTo(600);
                assertThat(store.getFolder("Newsletters").getMessageCount()).isEqualTo(40);
                assertThat(store.getFolder("INBOX").getUnreadMessageCount()).isBetween(200, 400);
            }
        }
    }

    @Test
    void a_wrong_password_is_refused() {
        try (var mail = seeded()) {
            mail.start();
            assertThatThrownBy(() -> connect(mail, "alice", "wrong")).isInstanceOf(AuthenticationFailedException.class);
        }
    }

    @Test
    void the_seed_holds_every_kind_of_message_and_each_can_be_read() throws Exception {
        try (var mail = seeded()) {
            mail.start();
            try (var store = connect(mail, "alice", "secret")) {
                var inbox = store.getFolder("INBOX");
                inbox.open(Folder.READ_ONLY);
                var all = inbox.getMessages();
                var profile = new FetchProfile();
                profile.add(FetchProfile.Item.ENVELOPE);
                profile.add(FetchProfile.Item.CONTENT_INFO);
                profile.add(IMAPFolder.FetchProfileItem.MESSAGE);
                inbox.fetch(all, profile);
                var types = new HashSet<String>();
                var subjects = new ArrayList<String>();
                for (var message : all) {
                    read(message, types);
                    subjects.add(message.getSubject() == null ? "" : message.getSubject());
                }
                assertThat(types)
                        .contains(
                                "text/plain",
                                "text/html",
                                "multipart/alternative",
                                "multipart/mixed",
                                "multipart/related")
                        .contains("text/csv", "image/png", "application/pdf", "message/rfc822", "text/calendar");
                assertThat(subjects)
                        .anyMatch(String::isEmpty)
                        .anyMatch(s -> s.length() > 255)
                        .anyMatch(s -> s.startsWith("Re: "));
                assertThat(subjects)
                        .anyMatch(s -> s.contains("会議の議事録"))
                        .anyMatch(s -> s.contains("🎉"))
                        .anyMatch(s -> s.contains("Größe"));
            }
        }
    }

    @Test
    void the_same_seed_gives_the_same_mailbox() throws Exception {
        try (var first = seeded();
                var second = seeded()) {
            assertThat(everything(first)).isEqualTo(everything(second)).hasSize(645);
        }
    }

    @Test
    void an_outage_closes_connections_and_keeps_the_mail() throws Exception {
        try (var mail = seeded()) {
            mail.start();
            var port = mail.port();
            try (var before = connect(mail, "alice", "secret")) {
                assertThat(before.isConnected()).isTrue();
                mail.stop();
                assertThat(before.isConnected()).isFalse();
                assertThatThrownBy(() -> connect(mail, "alice", "secret")).isInstanceOf(MessagingException.class);
            }
            mail.start();
            assertThat(mail.port()).isEqualTo(port);
            try (var after = connect(mail, "alice", "secret")) {
                assertThat(after.getFolder("INBOX").getMessageCount()).isEqualTo(600);
            }
        }
    }

    @Test
    void saved_mail_comes_back_with_its_uids_flags_and_moves() throws Exception {
        List<String> before;
        long validity;
        try (var mail = seeded()) {
            var saved = new SavedMail(mail, List.of("alice"), directory);
            assertThat(saved.exists()).isFalse();
            assertThat(saved.save()).isTrue();
            assertThat(saved.save()).isFalse();
            mail.start();
            try (var store = connect(mail, "alice", "secret")) {
                changeSomething(store);
            }
            MailSeed.deliver(mail, "alice", NEWEST, 1);
            assertThat(saved.save()).isTrue();
            before = everything(mail);
            validity = mail.folder("alice", "INBOX").getUidValidity();
        }
        try (var mail = EmbeddedMail.onFreePort().withUser("alice", "secret")) {
            var saved = new SavedMail(mail, List.of("alice"), directory);
            assertThat(saved.restore()).isEqualTo(646);
            assertThat(everything(mail)).isEqualTo(before);
            assertThat(saved.save()).isFalse();
            var inbox = mail.folder("alice", "INBOX");
            assertThat(inbox.getUIDNext()).isEqualTo(602);
            assertThat(inbox.getUidValidity()).isEqualTo(validity);
        }
    }

    private static EmbeddedMail seeded() {
        var mail = EmbeddedMail.onFreePort().withUser("alice", "secret");
        MailSeed.fill(mail, "alice", NEWEST, SMALL);
        return mail;
    }

    private static void changeSomething(Store store) throws MessagingException {
        var inbox = (IMAPFolder) store.getFolder("INBOX");
        inbox.open(Folder.READ_WRITE);
        inbox.setFlags(1, 10, new Flags(Flags.Flag.SEEN), true);
        inbox.setFlags(11, 20, new Flags("$Later"), true);
        inbox.moveMessages(inbox.getMessages(100, 104), store.getFolder("Trash"));
        inbox.close(false);
    }

    private static Store connect(EmbeddedMail mail, String user, String password) throws MessagingException {
        var properties = new Properties();
        properties.put("mail.imap.connectiontimeout", "5000");
        properties.put("mail.imap.timeout", "20000");
        var store = Session.getInstance(properties).getStore("imap");
        store.connect(mail.host(), mail.port(), user, password);
        return store;
    }

    private static void read(Part part, Set<String> types) throws MessagingException, IOException {
        types.add(part.getContentType().split(";")[0].trim().toLowerCase(java.util.Locale.ROOT));
        var content = part.getContent();
        if (content instanceof Multipart parts) {
            for (var i = 0; i < parts.getCount(); i++) {
                read(parts.getBodyPart(i), types);
            }
        } else if (content instanceof Message inner) {
            read(inner, types);
        } else if (content instanceof InputStream stream) {
            assertThat(stream.readAllBytes()).isNotEmpty();
        } else {
            assertThat(content.toString()).isNotBlank();
        }
    }

    /** One line a message: folder, UIDVALIDITY apart, UID, flags, date and content. */
    private static List<String> everything(EmbeddedMail mail) throws MessagingException, IOException {
        var lines = new ArrayList<String>();
        for (var folder : mail.folders("alice")) {
            for (var message : folder.getMessages()) {
                var flags = message.getFlags();
                flags.remove(Flags.Flag.RECENT);
                var content = new java.io.ByteArrayOutputStream();
                message.getMimeMessage().writeTo(content);
                lines.add(folder.getName()
                        + ' '
                        + message.getUid()
                        + flags
                        + message.getReceivedDate()
                        + content.toString(java.nio.charset.StandardCharsets.ISO_8859_1)
                                .hashCode());
            }
        }
        return lines;
    }
}
