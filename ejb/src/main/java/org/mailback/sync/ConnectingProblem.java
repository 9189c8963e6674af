package org.mailback.sync;

import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.AccountSettings;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.mailbox.MailboxProblem.Kind;
import org.mailback.provider.Obstacle;
import org.mailback.provider.ProviderFailure;

/** Why an account cannot be connected, for whoever filled the form in: what to mend, and what the server said. */
final class ConnectingProblem {

    private final AccountSettings settings;

    ConnectingProblem(AccountSettings settings) {
        this.settings = settings;
    }

    MailboxProblem of(ProviderFailure failure) {
        var said = String.valueOf(failure.getMessage());
        if (failure instanceof ProviderFailure.NotSent notSent) {
            return of(notSent.obstacle(), said);
        }
        if (failure instanceof ProviderFailure.AuthenticationRefused) {
            return said.contains("[PRIVACYREQUIRED]") ? of(Obstacle.TLS_REQUIRED, said) : refused(said);
        }
        if (failure instanceof ProviderFailure.Throttled) {
            return problem(
                    Kind.PROVIDER_BUSY,
                    null,
                    settings.host() + " has too much to do now. Try again in some minutes.",
                    said);
        }
        return problem(Kind.PROVIDER_UNREACHABLE, null, settings.host() + " does not let its folders be seen.", said);
    }

    private MailboxProblem refused(String said) {
        return problem(
                Kind.PROVIDER_REFUSED,
                "password",
                settings.host() + " does not accept this user name and password. Check both; some providers want a"
                        + " password made for mail programs.",
                said);
    }

    private MailboxProblem of(Obstacle obstacle, String said) {
        var host = settings.host();
        var place = "port " + settings.port() + " of " + host;
        return switch (obstacle) {
            case HOST_UNKNOWN ->
                problem(Kind.HOST_UNKNOWN, "host", "There is no server called " + host + ". Check the spelling.", said);
            case PORT_CLOSED ->
                problem(
                        Kind.PORT_CLOSED,
                        "port",
                        "Nothing answers at " + place + ". Check the server and the port.",
                        said);
            case SILENCE -> problem(Kind.NO_ANSWER, "host", silence(place), said);
            case OTHER_PROTOCOL ->
                problem(
                        Kind.NOT_IMAP,
                        "port",
                        "What answers at " + place + " is no IMAP server. Check the port: 993 and 143 are usual.",
                        said);
            case TLS_NOT_OFFERED -> problem(Kind.TLS_NOT_OFFERED, "tls", notOffered(place), said);
            case TLS_REQUIRED ->
                problem(
                        Kind.TLS_REQUIRED,
                        "tls",
                        host + " takes a password over an encrypted connection only. Choose TLS or STARTTLS.",
                        said);
            case CERTIFICATE_NOT_TRUSTED ->
                problem(
                        Kind.TLS_NOT_TRUSTED,
                        "host",
                        "The certificate of " + host
                                + " is not trusted: it is for another name, has run out, or was made by"
                                + " somebody unknown. Check the server's name, or ask its administrator.",
                        said);
            case OTHER ->
                problem(
                        Kind.PROVIDER_UNREACHABLE,
                        null,
                        "The login at " + place
                                + " could not be tried. Check server, port and encryption, or try again later.",
                        said);
        };
    }

    /** A server of implicit TLS waits for the client's first word, and says nothing to one that waits for a greeting. */
    private String silence(String place) {
        var hint = settings.tls().equals("tls") ? "" : "; port 993 usually wants TLS";
        return "No answer from " + place + ". Check the server and the port" + hint + ", or try again later.";
    }

    private String notOffered(String place) {
        return settings.tls().equals("tls")
                ? "What answers at " + place + " does not begin with TLS. Choose STARTTLS, or port 993."
                : "What answers at " + place + " does not offer STARTTLS. Choose TLS with port 993.";
    }

    private static MailboxProblem problem(Kind kind, @Nullable String field, String advice, String said) {
        return new MailboxProblem(kind, advice, field, said);
    }
}
