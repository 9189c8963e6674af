package org.mailback.mailbox;

/**
 * How to reach a mail account.
 *
 * @param tls {@code none}, {@code starttls} or {@code tls}
 */
public record AccountSettings(String host, int port, String tls, String username, String password) {

    @Override
    public String toString() {
        return username + " at " + host + ":" + port;
    }
}
