package org.mailback.provider.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.ConnectionException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.jspecify.annotations.Nullable;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.Obstacle;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.TlsMode;

/** Connects and signs in, and tells a wrong password from a server that has no time (RFC 5530). */
final class Login {

    private static final String[] CREDENTIALS = {
        "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN"
    };
    private static final String[] PATIENCE = {"LIMIT", "UNAVAILABLE", "INUSE", "OVERQUOTA", "THROTTLED", "SERVERBUG"};

    /** Servers without response codes say in words that they are busy; the rest of their refusals mean the password. */
    private static final Pattern BUSY =
            Pattern.compile("too many|temporar|try again|throttl|unavailable|exceeded|busy|simultaneous");

    private static final Pattern BACK_OFF = Pattern.compile("backoff time: (\\d{1,9}) milliseconds");

    private Login() {}

    /**
     * @throws ProviderFailure.NotSent if the server cannot be reached or is not trusted
     * @throws ProviderFailure.Throttled if it has too much to do
     * @throws ProviderFailure.AuthenticationRefused if it does not want these credentials
     */
    static Wire signIn(AccountAccess access, ImapSettings settings) {
        Wire wire = null;
        try {
            wire = Wire.connect(access, settings);
            encrypt(wire, access);
            authenticate(wire, access);
            wire.trust(settings.bounds());
            var signedIn = wire;
            wire = null;
            return signedIn;
        } catch (CommandFailedException e) {
            throw refused(access, e.getResponse());
        } catch (ConnectionException e) {
            throw ended(access, e.getResponse());
        } catch (SSLException e) {
            throw notSent(access, "no trusted TLS connection: " + e.getMessage(), e);
        } catch (ProtocolException | IOException e) {
            throw notSent(access, reason(e), e);
        } catch (RuntimeException e) { // Angus trips over answers that are no IMAP at all
            throw e instanceof ProviderFailure ? e : notImap(access, e);
        } finally {
            if (wire != null) {
                wire.disconnect();
            }
        }
    }

    /** Too much to do, in words of no standard; null if the text does not say so. */
    static ProviderFailure.@Nullable Throttled throttled(String host, String text) {
        var words = text.toLowerCase(Locale.ROOT);
        if (!words.contains("throttl") && !words.contains("bandwidth limits")) {
            return null;
        }
        return new ProviderFailure.Throttled(host + ": " + text, until(words));
    }

    private static void encrypt(Wire wire, AccountAccess access) throws ProtocolException {
        if (access.tls() != TlsMode.STARTTLS) {
            return;
        }
        if (wire.isAuthenticated()) { // a greeting PREAUTH in the clear would skip STARTTLS (RFC 9051, 11.1)
            throw notSent(access, "the server signs in before TLS", null);
        }
        if (!wire.hasCapability("STARTTLS")) {
            throw notSent(access, "the server does not offer STARTTLS", null, Obstacle.TLS_NOT_OFFERED);
        }
        wire.startTLS();
        wire.capability();
    }

    private static void authenticate(Wire wire, AccountAccess access) throws ProtocolException {
        if (wire.isAuthenticated()) {
            return;
        }
        var before = wire.getCapabilities();
        var ascii = StandardCharsets.US_ASCII.newEncoder();
        var plain = ascii.canEncode(access.username()) && ascii.canEncode(access.password());
        var mayLogIn = !wire.hasCapability("LOGINDISABLED");
        if (plain && mayLogIn) {
            wire.login(access.username(), access.password());
        } else if (wire.hasCapability("AUTH=PLAIN")) {
            wire.authplain(null, access.username(), access.password());
        } else if (mayLogIn) {
            logInWithLiterals(wire, access);
        } else {
            var obstacle = access.tls() == TlsMode.NONE ? Obstacle.TLS_REQUIRED : Obstacle.OTHER;
            throw notSent(
                    access, "the server offers no way to sign in with a password over this connection", null, obstacle);
        }
        if (wire.getCapabilities() == before) { // the answer brought no news, but signing in may have changed them
            wire.capability();
        }
    }

    private static void logInWithLiterals(Wire wire, AccountAccess access) throws ProtocolException {
        wire.simpleCommand(
                "LOGIN",
                new Argument()
                        .writeBytes(access.username().getBytes(StandardCharsets.UTF_8))
                        .writeBytes(access.password().getBytes(StandardCharsets.UTF_8)));
    }

    private static ProviderFailure refused(AccountAccess access, Response response) {
        var text = text(response);
        var code = ResponseCode.in(text);
        var where = access.host() + ": NO " + text;
        if (code.is(CREDENTIALS)) {
            return new ProviderFailure.AuthenticationRefused(where);
        }
        var words = text.toLowerCase(Locale.ROOT);
        if (code.is(PATIENCE) || BUSY.matcher(words).find()) {
            return new ProviderFailure.Throttled(where, until(words));
        }
        return new ProviderFailure.AuthenticationRefused(where);
    }

    private static ProviderFailure ended(AccountAccess access, Response response) {
        if (response.isSynthetic()) {
            return notSent(
                    access,
                    response.getException() instanceof TooMuch tooMuch
                            ? reason(tooMuch)
                            : "the connection broke while signing in",
                    response.getException());
        }
        return response.isBYE()
                ? new ProviderFailure.Throttled(access.host() + ": BYE " + text(response), null)
                : notImap(access, null);
    }

    private static @Nullable Instant until(String words) {
        var backOff = BACK_OFF.matcher(words);
        return backOff.find() ? Instant.now().plus(Duration.ofMillis(Long.parseLong(backOff.group(1)))) : null;
    }

    private static String text(Response response) {
        var text = response.getRest().replaceAll("\\p{Cntrl}+", " ");
        return text.length() > 300 ? text.substring(0, 300) : text;
    }

    private static String reason(Exception e) {
        var cause = e.getCause() == null ? e : e.getCause();
        if (e instanceof TooMuch) {
            return String.valueOf(e.getMessage());
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private static ProviderFailure.NotSent notImap(AccountAccess access, @Nullable Exception cause) {
        return notSent(access, "not an IMAP server", cause, Obstacle.OTHER_PROTOCOL);
    }

    private static ProviderFailure.NotSent notSent(AccountAccess access, String reason, @Nullable Exception cause) {
        return notSent(access, reason, cause, Obstacle.of(cause));
    }

    private static ProviderFailure.NotSent notSent(
            AccountAccess access, String reason, @Nullable Exception cause, Obstacle obstacle) {
        return new ProviderFailure.NotSent(access.host() + ":" + access.port() + ": " + reason, cause, obstacle);
    }
}
