package org.mailback.provider.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.FolderRef;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.TlsMode;
import org.mailback.provider.UidRange;
import org.mailback.rig.LyingServer;

/** A server that sends without end, or announces to do so: little is kept, the call ends soon, and says why. */
class EndlessServerTest {

    private static final long MOST_ALLOCATED = 400L * 1024 * 1024;
    private static final String LOTS = "x".repeat(8_000);

    private final LyingServer server = LyingServer.start();
    private final ImapProvider provider = new ImapProvider(settings(Duration.ofSeconds(20), Duration.ofSeconds(40)));
    private final AccountAccess access =
            new AccountAccess(1, server.host(), server.port(), TlsMode.NONE, "anna", "secret");

    private static ImapSettings settings(Duration readTimeout, Duration callLimit) {
        return new ImapSettings(
                Duration.ofSeconds(5),
                readTimeout,
                callLimit,
                Duration.ofMinutes(5),
                2,
                500,
                null,
                new Bounds(2_000_000, 8_000_000, 30_000));
    }

    @AfterEach
    void close() {
        provider.close();
        server.close();
    }

    private void read() {
        provider.folders(access);
        var folder = new FolderRef("INBOX", provider.state(access, "INBOX").uidValidity());
        provider.messages(access, folder, new UidRange(1, 100));
        provider.uids(access, folder, new UidRange(1, 100));
        provider.content(access, folder, 1, 1_000_000);
    }

    private static LyingServer.Lie endless(String text) {
        return words -> words.forEver(text);
    }

    static Stream<Arguments> lies() {
        LyingServer.Lie announced = words -> {
            words.octets("* 1 FETCH (UID 1 BODY[] {2000000000}\r\n");
            words.forEver(LOTS);
        };
        return Stream.of(
                arguments("a greeting without end", LyingServer.GREETING, endless(LOTS), "more than 65536 octets"),
                arguments(
                        "a greeting of two gigabytes",
                        LyingServer.GREETING,
                        (LyingServer.Lie) words -> words.line("* OK {2147483647}"),
                        "announces 2147483647 octets"),
                arguments(
                        "capabilities without end",
                        "CAPABILITY",
                        (LyingServer.Lie) words -> {
                            words.octets("* CAPABILITY IMAP4rev1");
                            words.forEver(" X-" + LOTS);
                        },
                        "more than 65536 octets"),
                arguments(
                        "many capabilities",
                        "CAPABILITY",
                        endless("* CAPABILITY A B C\r\n"),
                        "more than 1000 responses"),
                arguments("chatter at the login", "LOGIN", endless("* OK wait\r\n"), "more than 1000 responses"),
                arguments(
                        "a list without end", "LIST", endless("* LIST () \"/\" \"a\"\r\n"), "more than 20000 folders"),
                arguments(
                        "a line without end",
                        "LIST",
                        (LyingServer.Lie) words -> {
                            words.octets("* LIST () \"/\" \"");
                            words.forEver(LOTS);
                        },
                        "more than 2000000 octets"),
                arguments(
                        "lines that end in the wrong way",
                        "LIST",
                        endless("* LIST () \"/\" \"a\"\n"),
                        "more than 2000000 octets"),
                arguments("codes without end", "SELECT", endless("* OK [X-A b]\r\n"), "more than 10000 responses"),
                arguments(
                        "headers without end",
                        "UID FETCH",
                        endless("* 1 FETCH (UID 1 ENVELOPE (\"" + LOTS + "\"))\r\n"),
                        "more than 8000000 octets in answer"),
                arguments(
                        "other clients' changes without end",
                        "UID SEARCH",
                        endless("* 5 EXPUNGE\r\n"),
                        "more than 30000 responses"),
                arguments(
                        "answers to commands that nobody sent", "UID SEARCH", endless("Z99 OK done\r\n"), "responses"),
                arguments(
                        "nonsense without end", "UID FETCH", endless("\0\0(((\u00ff\r\n"), "more than 30000 responses"),
                arguments(
                        "numbers without end",
                        "UID SEARCH",
                        (LyingServer.Lie) words -> {
                            words.octets("* SEARCH");
                            words.forEver(" 4294967294");
                        },
                        "more than 2000000 octets"),
                arguments("a literal of two gigabytes", "UID FETCH 1 ", announced, "announces 2000000000 octets"),
                arguments(
                        "a literal beyond all numbers",
                        "UID FETCH 1 ",
                        (LyingServer.Lie) words -> words.line("* 1 FETCH (UID 1 BODY[] {99999999999999999999999999}"),
                        "announces"),
                arguments(
                        "a literal that is not believed",
                        "UID FETCH 1 ",
                        (LyingServer.Lie) words -> words.line("* 1 FETCH (UID 1 BODY[] {1999999999}"),
                        "announces 1999999999 octets"),
                arguments(
                        "literals within one response",
                        "UID FETCH 1 ",
                        (LyingServer.Lie) words -> {
                            words.octets("* 1 FETCH (UID 1 ");
                            words.forEver("X {8}\r\nabcdefgh ");
                        },
                        "more than"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void is_left_and_little_is_kept(String name, String command, LyingServer.Lie lie, String reason) {
        server.mailbox().deliver("INBOX", "one");
        server.lie(command, lie);

        assertThat(allocated(() -> assertThatThrownBy(this::read)
                        .isInstanceOf(ProviderFailure.NotSent.class)
                        .hasMessageContaining("127.0.0.1")
                        .hasMessageContaining(reason)))
                .isLessThan(MOST_ALLOCATED);

        server.repent();
        read();
    }

    static Stream<Arguments> slowly() {
        LyingServer.Lie slowly = words -> words.trickle("* OK wait a bit\r\n");
        return Stream.of(
                arguments(LyingServer.GREETING, (LyingServer.Lie) words -> words.trickle("* OK still starting")),
                arguments(LyingServer.GREETING, (LyingServer.Lie) LyingServer.Words::silence),
                arguments("LOGIN", slowly),
                arguments("SELECT", slowly),
                arguments("UID FETCH", slowly));
    }

    /** Each octet comes in time, the answer never. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("slowly")
    void a_server_that_dawdles_is_left_at_the_limit_of_the_call(String command, LyingServer.Lie lie) {
        server.mailbox().deliver("INBOX", "one");
        server.lie(command, lie);
        var hurried = new ImapProvider(settings(Duration.ofSeconds(30), Duration.ofMillis(700)));

        var start = System.nanoTime();
        assertThatThrownBy(() -> {
                    var folder = new FolderRef(
                            "INBOX", hurried.state(access, "INBOX").uidValidity());
                    hurried.messages(access, folder, new UidRange(1, 100));
                })
                .isInstanceOf(ProviderFailure.NotSent.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
        hurried.close();
    }

    /** A thread that a handshake keeps for ever would be missing to the other accounts. */
    @Test
    void a_handshake_that_dawdles_is_left_as_well() {
        server.lie(
                LyingServer.GREETING,
                words -> words.trickle("\u0016\u0003\u0003\u0040\0\u0002\0\u003f\u00fc\u0003\u0003xxxxxxxxxxxx"));
        var hurried = new ImapProvider(settings(Duration.ofSeconds(30), Duration.ofMillis(700)));
        var encrypted = new AccountAccess(2, server.host(), server.port(), TlsMode.TLS, "anna", "secret");

        var start = System.nanoTime();
        assertThatThrownBy(() -> hurried.folders(encrypted)).isInstanceOf(ProviderFailure.NotSent.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
        hurried.close();
    }

    /** What was announced is not made room for before it has come. */
    @Test
    void an_announcement_within_the_bounds_costs_what_is_sent() {
        server.mailbox().deliver("INBOX", "one");
        server.lie("UID FETCH 1 ", words -> {
            words.octets("* 1 FETCH (UID 1 BODY[] {16000000}\r\nabc");
            words.hangUp();
        });
        var usual = new ImapProvider(TestSettings.patient());
        var folder = new FolderRef("INBOX", 7);
        usual.state(access, "INBOX");

        assertThat(allocated(() -> assertThatThrownBy(() -> usual.content(access, folder, 1, 1_000_000))
                        .isInstanceOf(ProviderFailure.NotSent.class)))
                .isLessThan(5_000_000);
        usual.close();
    }

    private static long allocated(ThrowingCallable call) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadAllocatedBytes();
        try {
            call.call();
        } catch (Throwable e) {
            throw e instanceof AssertionError error ? error : new AssertionError(e);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
