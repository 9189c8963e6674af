package org.mailback.provider;

/**
 * How to reach one account at its provider.
 *
 * @param accountId 0 for an account that is only being tried and not stored yet
 * @param port 1 to 65535
 */
public record AccountAccess(long accountId, String host, int port, TlsMode tls, String username, String password) {

    @Override
    public String toString() {
        return "account " + accountId + " at " + host + ":" + port;
    }
}
