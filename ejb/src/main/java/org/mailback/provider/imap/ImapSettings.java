package org.mailback.provider.imap;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How connections to IMAP servers are made and kept.
 *
 * @param connectTimeout for the TCP connection
 * @param readTimeout longest silence of a server in the middle of an answer
 * @param callLimit longest time for one call of the provider; shorter than its {@code @Timeout}, which cannot end a blocked read
 * @param keepIdle how long an unused connection is kept
 * @param connectionsPerAccount most connections to one account at the same time
 * @param connectionsPerHost most connections to one mail server at the same time, used and unused
 * @param keptConnections most unused connections kept on this node
 * @param trust whose certificates are trusted, null for those that the JVM trusts
 * @param bounds how much a server may send once it has let us in
 */
record ImapSettings(
        Duration connectTimeout,
        Duration readTimeout,
        Duration callLimit,
        Duration keepIdle,
        int connectionsPerAccount,
        int connectionsPerHost,
        int keptConnections,
        @Nullable SSLContext trust,
        Bounds bounds) {

    private static final int HOST_LIMIT = 500;

    /** More than any answer that was seen: two million changed messages at once. */
    private static final int MOST_RESPONSES = 2_000_000;

    private static final int LARGEST_RESPONSE = 16_777_216;
    private static final int LARGEST_ANSWER = 134_217_728;

    /** With the usual limit a host. */
    ImapSettings(
            Duration connectTimeout,
            Duration readTimeout,
            Duration callLimit,
            Duration keepIdle,
            int connectionsPerAccount,
            int keptConnections,
            @Nullable SSLContext trust,
            Bounds bounds) {
        this(
                connectTimeout,
                readTimeout,
                callLimit,
                keepIdle,
                connectionsPerAccount,
                HOST_LIMIT,
                keptConnections,
                trust,
                bounds);
    }

    /** With the usual bounds. */
    ImapSettings(
            Duration connectTimeout,
            Duration readTimeout,
            Duration callLimit,
            Duration keepIdle,
            int connectionsPerAccount,
            int keptConnections,
            @Nullable SSLContext trust) {
        this(
                connectTimeout,
                readTimeout,
                callLimit,
                keepIdle,
                connectionsPerAccount,
                keptConnections,
                trust,
                new Bounds(LARGEST_RESPONSE, LARGEST_ANSWER, MOST_RESPONSES));
    }

    /** @throws IllegalStateException if a value is not a positive duration or number */
    static ImapSettings read(Function<String, Optional<String>> source) {
        return new ImapSettings(
                duration(source, "mailback.imap.connect-timeout", "PT10S"),
                duration(source, "mailback.imap.read-timeout", "PT20S"),
                duration(source, "mailback.imap.call-limit", "PT40S"),
                duration(source, "mailback.imap.keep-idle", "PT5M"),
                number(source, "mailback.imap.connections-per-account", 2),
                number(source, "mailback.imap.connections-per-host", 500),
                number(source, "mailback.imap.kept-connections", 500),
                null,
                new Bounds(
                        number(source, "mailback.imap.largest-response", 16_777_216),
                        number(source, "mailback.imap.largest-answer", 134_217_728),
                        MOST_RESPONSES));
    }

    private static Duration duration(Function<String, Optional<String>> source, String name, String byDefault) {
        var text = source.apply(name).map(String::strip).orElse(byDefault);
        try {
            var value = Duration.parse(text);
            if (value.isNegative() || value.isZero()) {
                throw new IllegalStateException(name + " must be longer than nothing, not " + text);
            }
            return value;
        } catch (DateTimeParseException e) {
            throw new IllegalStateException(
                    name + " must be an ISO-8601 duration such as " + byDefault + ", not \"" + text + '"', e);
        }
    }

    private static int number(Function<String, Optional<String>> source, String name, int byDefault) {
        var text = source.apply(name).map(String::strip).orElse(Integer.toString(byDefault));
        try {
            int value = Integer.parseInt(text);
            if (value < 1) {
                throw new IllegalStateException(name + " must be at least 1, not " + text);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new IllegalStateException(name + " must be a whole number, not \"" + text + '"', e);
        }
    }
}
