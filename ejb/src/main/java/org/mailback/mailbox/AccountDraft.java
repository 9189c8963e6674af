package org.mailback.mailbox;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a user sends to connect an account, or to change one: then null means "as it was". */
public record AccountDraft(
        @Nullable String email,
        @Nullable String displayName,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String tls,
        @Nullable String username,
        @Nullable String password) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:_-]{0,252})");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final Set<String> TLS = Set.of("none", "starttls", "tls");
    private static final int TLS_PORT = 993;
    private static final int PLAIN_PORT = 143;

    /** The address and the name it is shown under. */
    public record Names(String email, String displayName) {}

    /** @throws MailboxProblem {@code invalid}, saying what is wrong */
    Names names() {
        var address = Input.line("email", email, 320);
        if (!EMAIL.matcher(address).matches()) {
            throw Input.invalid("email", " must be an address such as alice@example.org");
        }
        var shown = displayName == null || displayName.isBlank() ? address : displayName;
        return new Names(address, Input.line("displayName", shown, 200));
    }

    /** @throws MailboxProblem {@code invalid}, saying what is wrong */
    AccountSettings settings() {
        var checkedHost = Input.line("host", host, 253);
        if (!HOST.matcher(checkedHost).matches()) {
            throw Input.invalid("host", " must be a host name or an IP address, without a port");
        }
        var mode = tls == null ? "tls" : tls.toLowerCase(Locale.ROOT);
        if (!TLS.contains(mode)) {
            throw Input.invalid("tls", " must be none, starttls or tls");
        }
        int checkedPort = port == null ? (mode.equals("tls") ? TLS_PORT : PLAIN_PORT) : port;
        if (checkedPort < 1 || checkedPort > 65_535) {
            throw Input.invalid("port", " must be between 1 and 65535");
        }
        return new AccountSettings(
                checkedHost,
                checkedPort,
                mode,
                Input.line("username", username, 320),
                Input.secret("password", password, 1_000));
    }

    boolean changesNames() {
        return email != null || displayName != null;
    }

    boolean changesSettings() {
        return host != null || port != null || tls != null || username != null || password != null;
    }

    /** The password would go to another host, or unprotected: whoever asks for that must know it. */
    boolean leadsElsewhere(Account account) {
        boolean anotherHost = host != null && !host.strip().equalsIgnoreCase(account.host());
        boolean unprotected = "none".equalsIgnoreCase(tls) && !account.tls().equals("none");
        return anotherHost || unprotected;
    }

    /** This draft, with what it leaves open taken from the account as it is. */
    AccountDraft over(Account account, String currentPassword) {
        return new AccountDraft(
                email == null ? account.email() : email,
                displayName == null ? account.displayName() : displayName,
                host == null ? account.host() : host,
                port == null ? Integer.valueOf(account.port()) : port,
                tls == null ? account.tls() : tls,
                username == null ? account.username() : username,
                password == null ? currentPassword : password);
    }

    @Override
    public String toString() {
        return username + " at " + host + ":" + port;
    }
}
