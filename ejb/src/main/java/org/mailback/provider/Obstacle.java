package org.mailback.provider;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What keeps a server from being reached, as far as it tells who has to mend it. */
public enum Obstacle {
    HOST_UNKNOWN,
    PORT_CLOSED,
    SILENCE,
    /** Something else answers there. */
    OTHER_PROTOCOL,
    /** What answers does not encrypt, at least not in this way. */
    TLS_NOT_OFFERED,
    /** It takes a password over an encrypted connection only. */
    TLS_REQUIRED,
    /** Its certificate is for another name, run out, or signed by nobody who is trusted. */
    CERTIFICATE_NOT_TRUSTED,
    OTHER;

    /** Judges by the innermost cause that says something. */
    public static Obstacle of(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .map(Obstacle::ofOne)
                .reduce(OTHER, (outer, inner) -> inner == OTHER ? outer : inner);
    }

    private static Obstacle ofOne(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return HOST_UNKNOWN;
        }
        if (failure instanceof SocketTimeoutException || failure instanceof NoRouteToHostException) {
            return SILENCE;
        }
        var text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof ConnectException) {
            return text.contains("refused") ? PORT_CLOSED : SILENCE;
        }
        if (failure instanceof GeneralSecurityException || failure instanceof SSLPeerUnverifiedException) {
            return CERTIFICATE_NOT_TRUSTED;
        }
        if (failure instanceof SSLException
                && (text.contains("unrecognized ssl message") || text.contains("plaintext"))) {
            return TLS_NOT_OFFERED;
        }
        return OTHER;
    }
}
