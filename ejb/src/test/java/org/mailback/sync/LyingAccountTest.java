package org.mailback.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailback.mailbox.AccountPasswords;
import org.mailback.operation.OperationKind;
import org.mailback.provider.MailProvider;
import org.mailback.provider.imap.ImapProviders;
import org.mailback.rig.Beans;
import org.mailback.rig.LyingServer;
import org.mailback.rig.Mailboxes;

/** A server that lies harms its own account only, which says so, loses nothing, and goes on when the truth is told again. */
class LyingAccountTest {

    private final Beans beans = new Beans(Map.of("mailback.sync.interval", "PT1H"));
    private final Mailboxes mailboxes = new Mailboxes(beans);
    private final MailProvider provider = ImapProviders.bounded();
    private final LyingServer liar = LyingServer.start();
    private final LyingServer honest = LyingServer.start();
    private long lied;
    private long other;

    @BeforeEach
    void connect() {
        beans.put(MailProvider.class, provider);
        lied = account("alice", liar);
        other = account("bob", honest);
        liar.mailbox().deliver("INBOX", "a1", "a2", "a3").deliver("Archive", "kept");
        honest.mailbox().deliver("INBOX", "b1");
        fetch(lied);
        fetch(other);
    }

    @AfterEach
    void close() {
        provider.forget(lied);
        provider.forget(other);
        beans.close();
        liar.close();
        honest.close();
    }

    private long account(String name, LyingServer server) {
        long id = mailboxes.account(name);
        var sealed = beans.get(AccountPasswords.class).seal(id, "secret");
        beans.execute("delete from folder where account_id = " + id);
        beans.execute("update account set host = '127.0.0.1', port = " + server.port() + ", password_sealed = '\\x"
                + HexFormat.of().formatHex(sealed.text()) + "', password_key_id = '" + sealed.keyId() + "' where id = "
                + id);
        return id;
    }

    private void fetch(long account) {
        beans.execute(
                "update account_lane set due_at = now(), sync_due_at = now(), paused_until = null where account_id = "
                        + account + " and lease_owner is null");
        drain(account);
    }

    private void drain(long account) {
        for (int turns = 0; beans.get(SyncEngine.class).sync(account); turns++) {
            assertThat(turns).as("turns on one account").isLessThan(1_000);
        }
    }

    private long message(String subject) {
        return beans.number("select id from message where subject = '" + subject + "' and not removed");
    }

    private List<Object> shown() {
        return beans.query("select subject || ' in ' || f.name from message m join folder f on f.id = m.folder_id"
                + " where not m.removed order by 1");
    }

    private List<Object> trouble(long account) {
        return beans.query(
                "select coalesce(pause_reason || ': ' || pause_text, 'none') from account_lane where account_id = "
                        + account);
    }

    private static LyingServer.Lie instead(String word, String line) {
        return words -> words.truth(honest -> honest.contains(word) ? line : honest);
    }

    private static LyingServer.Lie words(String... lines) {
        return words -> {
            for (var line : lines) {
                words.line(line.replace("TAG", words.tag()));
            }
        };
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                arguments(
                        "a search that found nothing, and says so by silence",
                        Map.of("SELECT", instead("EXISTS", "* 2 EXISTS"), "UID SEARCH", words("TAG OK done")),
                        "makes no sense"),
                arguments(
                        "a search that found fewer than there are",
                        Map.of(
                                "SELECT",
                                instead("EXISTS", "* 2 EXISTS"),
                                "UID SEARCH",
                                words("* SEARCH", "TAG OK done")),
                        "none is taken for gone"),
                arguments(
                        "more messages than there are",
                        Map.of("SELECT", instead("EXISTS", "* 10000000 EXISTS")),
                        "has 10000000 messages, but lists 3"),
                arguments(
                        "no UIDVALIDITY",
                        Map.of("SELECT", instead("UIDVALIDITY", "* OK hm")),
                        "by which no message can be told"),
                arguments(
                        "a UIDNEXT beyond all UIDs",
                        Map.of("SELECT", instead("UIDNEXT", "* OK [UIDNEXT 99999999999]")),
                        "by which no message can be told"),
                arguments(
                        "folders without end",
                        Map.of("LIST", (LyingServer.Lie) words -> words.forEver("* LIST () \"/\" \"f\"\r\n")),
                        "more than 20000 folders"),
                arguments(
                        "a line without end",
                        Map.of("SELECT", (LyingServer.Lie) words -> words.forEver("x")),
                        "more than 2000000 octets"),
                arguments(
                        "a goodbye with NUL in it",
                        Map.of("LIST", (LyingServer.Lie) words -> {
                            words.line("* BYE \0 so\0 long");
                            words.hangUp();
                        }),
                        "so  long"),
                arguments("a refusal with NUL in it", Map.of("LIST", words("TAG NO [\0] \0no")), "no"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void harms_its_own_account_only(String name, Map<String, LyingServer.Lie> lies, String reason) {
        var before = shown();
        lies.forEach(liar::lie);
        fetch(lied);

        assertThat(trouble(lied))
                .singleElement()
                .asString()
                .startsWith("unreachable: ")
                .contains(reason);
        assertThat(shown()).isEqualTo(before);

        mailboxes.act(OperationKind.MARK_READ, message("a1"));
        mailboxes.act(OperationKind.MARK_READ, message("b1"));
        drain(other);
        assertThat(honest.mailbox().census()).containsExactly("INBOX/b1 (read)");
        assertThat(trouble(other)).containsExactly("none");

        liar.repent();
        fetch(lied);
        beans.pass(Duration.ofHours(2));
        fetch(lied);
        assertThat(trouble(lied)).containsExactly("none");
        assertThat(shown()).isEqualTo(before);
        assertThat(liar.mailbox().census()).containsExactly("Archive/kept", "INBOX/a1 (read)", "INBOX/a2", "INBOX/a3");
        assertThat(beans.number("select count(*) from pending_operation where status <> 'completed'"))
                .isZero();
    }

    /** It would be in every answer, and each fetch would end in an internal error. */
    @Test
    void what_a_sender_writes_cannot_stop_the_fetch_of_an_account() {
        var unlike = new java.util.Random(1)
                .ints(4_000, 33, 90)
                .mapToObj(Character::toString)
                .reduce("", String::concat);
        liar.lie(
                "UID FETCH",
                "* 1 FETCH (UID 1 FLAGS () INTERNALDATE \"01-Jan-+99999999 00:00:00 +0000\" ENVELOPE (NIL \"odd\" NIL NIL NIL"
                        + " NIL NIL NIL NIL \"<" + unlike.replace("\"", "").replace("\\", "") + ">\"))",
                "TAG OK done");
        liar.lie("SELECT", instead("UIDVALIDITY", "* OK [UIDVALIDITY 8]"));
        fetch(lied);
        liar.lie("SELECT", instead("UIDVALIDITY", "* OK [UIDVALIDITY 9]"));
        fetch(lied);

        assertThat(trouble(lied)).containsExactly("none");
        assertThat(shown()).contains("odd in INBOX");
    }

    /** Only the difference since then would be asked for, and what was changed before would never be seen. */
    @Test
    void a_modseq_that_goes_back_has_all_flags_read() {
        liar.lie("CAPABILITY", "* CAPABILITY IMAP4rev1 UIDPLUS MOVE CONDSTORE", "TAG OK done");
        liar.lie("SELECT", instead("UIDNEXT", "* OK [UIDNEXT 4]\r\n* OK [HIGHESTMODSEQ 500]"));
        provider.forget(lied);
        fetch(lied);
        liar.lie("SELECT", instead("UIDNEXT", "* OK [UIDNEXT 4]\r\n* OK [HIGHESTMODSEQ 20]"));
        fetch(lied);

        assertThat(liar.commands()).noneMatch(command -> command.contains("CHANGEDSINCE"));
    }
}
