package org.mailback.provider;

import java.util.Locale;

/** How the connection is protected: not at all, upgraded by STARTTLS (RFC 9051, 6.2.1), or TLS from the first octet (RFC 8314). */
public enum TlsMode {
    NONE,
    STARTTLS,
    TLS;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such mode */
    public static TlsMode of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
